package io.quoll.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked: its parameters, what it accepts, its body. Whatever is not understood ends the request with a {@link
 * ProblemException} that says what it is. Lives on the event loop of the request.
 */
public final class ApiRequest {

    /** What takes the place of bytes that are no text. */
    private static final char NOT_TEXT = '\uFFFD';

    private static final int DELETE = 127;

    /** The root, which is empty, and the version of the API. */
    private static final int BEFORE_PARTS = 2;

    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m)?");

    private final HttpServerRequest http;
    private final Context context;

    private ApiRequest(HttpServerRequest http, Context context) {
        this.http = http;
        this.context = context;
    }

    /**
     * @param known the parameters it may have
     */
    static ApiRequest of(HttpServerRequest http, Set<String> known) {
        for (String name : names(http.query())) {
            if (!known.contains(name)) {
                throw Problem.of(ProblemType.INVALID_PARAMETER, "unknown parameter '" + name + "'")
                        .with("parameter", name)
                        .asException();
            }
        }
        checkHeaders(http);
        // Whoever reads the body listens for its own; without any, Vert.x would log each client that goes.
        http.exceptionHandler(ignored -> {});
        return new ApiRequest(http, Vertx.currentContext());
    }

    /** HTTP/2 lets pass what would break out of a line elsewhere; the decoder of HTTP/1.1 lets pass only a name that is empty. */
    private static void checkHeaders(HttpServerRequest http) {
        if (http.version() == HttpVersion.HTTP_2) {
            http.headers().forEach(ApiRequest::checkHeader);
        } else if (http.headers().contains("")) {
            throw noName("");
        }
    }

    private static void checkHeader(String name, String value) {
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == DELETE)) {
            throw Problem.of(ProblemType.INVALID_HEADER, "the header '" + name + "' has a control character")
                    .asException();
        }
        if (!HeaderMapping.isToken(name)) {
            throw noName(name);
        }
    }

    private static ProblemException noName(String name) {
        return Problem.of(ProblemType.INVALID_HEADER, "'" + name + "' is no name of a header")
                .asException();
    }

    /** The names in the query; those of the request would have the parts of the path among them. */
    private static Set<String> names(@Nullable String query) {
        return query == null
                ? Set.of()
                : new QueryStringDecoder(query, false).parameters().keySet();
    }

    public HttpServerRequest http() {
        return http;
    }

    /** Runs tasks on the loop of the request, one after the other. */
    public Executor loop() {
        // Streams keep this, and are to keep nothing else of the request.
        Context loop = context;
        return task -> loop.runOnContext(ignored -> task.run());
    }

    public Context context() {
        return context;
    }

    public @Nullable String header(String name) {
        return http.getHeader(name);
    }

    /** The last part of the path, if it is text; Quarkus REST would replace what is none. */
    String subject() {
        String path = http.path();
        return text(path.substring(path.lastIndexOf('/') + 1));
    }

    /**
     * A part of the path, if it is text.
     *
     * @param index 0 for what follows {@code /v1}
     */
    public String part(int index) {
        return text(http.path().split("/", -1)[index + BEFORE_PARTS]);
    }

    private static String text(String encoded) {
        try {
            String text = new QueryStringDecoder("/" + encoded).path().substring(1);
            if (text.indexOf(NOT_TEXT) < 0) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            throw invalidSubject(encoded, "is not encoded as a part of a path must be");
        }
        throw invalidSubject(encoded, "is not UTF-8");
    }

    private static ProblemException invalidSubject(String subject, String fault) {
        return Problem.of(ProblemType.INVALID_SUBJECT, "'" + subject + "' " + fault)
                .asException();
    }

    /** What the client likes best. */
    public String accepted(List<String> offered) {
        List<String> all = http.headers().getAll("Accept");
        String best = Accept.best(all.isEmpty() ? null : String.join(",", all), offered);
        if (best == null) {
            throw Problem.of(ProblemType.NOT_ACCEPTABLE, "this can be had as " + String.join(", ", offered))
                    .asException();
        }
        return best;
    }

    /** The media type of the body without its parameters; empty where there is none. */
    public String contentType() {
        String type = http.getHeader("Content-Type");
        if (type == null) {
            return "";
        }
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    public @Nullable String parameter(String name) {
        List<String> all = http.params().getAll(name);
        if (all.size() > 1) {
            throw bad(name, "must not be given twice");
        }
        return all.isEmpty() || all.get(0).isEmpty() ? null : all.get(0);
    }

    public List<String> parameters(String name) {
        return http.params().getAll(name);
    }

    public long number(String name, long otherwise, long least, long most) {
        String text = parameter(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad(name, "must be a number, not '" + text + "'");
        }
        throw bad(name, "must be between " + least + " and " + most);
    }

    public @Nullable Duration duration(String name, Duration most) {
        String text = parameter(name);
        if (text == null) {
            return null;
        }
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            throw bad(name, "must be a time such as 300ms, 5s or 2m, not '" + text + "'");
        }
        long amount = Long.parseLong(span.group(1));
        String unit = span.group(2);
        Duration duration = "ms".equals(unit)
                ? Duration.ofMillis(amount)
                : "m".equals(unit) ? Duration.ofMinutes(amount) : Duration.ofSeconds(amount);
        if (duration.isZero() || duration.compareTo(most) > 0) {
            throw bad(name, "must be longer than nothing and at most " + most.toSeconds() + "s");
        }
        return duration;
    }

    /** One of a few words; the first one where the parameter is not given. */
    public String word(String name, List<String> words) {
        String text = parameter(name);
        if (text == null) {
            return words.get(0);
        }
        if (!words.contains(text)) {
            throw bad(name, "must be one of " + String.join(", ", words));
        }
        return text;
    }

    public static ProblemException bad(String parameter, String what) {
        return Problem.of(ProblemType.INVALID_PARAMETER, "parameter '" + parameter + "' " + what)
                .with("parameter", parameter)
                .asException();
    }

    /** The whole body; fails with a problem if it is larger, or does not come in time. */
    public Uni<byte[]> body(int maxBytes) {
        return new BodyCollector(http, maxBytes).collect().emitOn(loop());
    }

    /** Whether the body is as it says; an encoded one would have to be decoded to be bounded. */
    public void refuseEncodedBody() {
        refuseEncoding("Content-Encoding", "identity");
        refuseEncoding("Transfer-Encoding", "chunked");
    }

    private void refuseEncoding(String name, String none) {
        String encoding = http.getHeader(name);
        if (encoding != null && !encoding.equalsIgnoreCase(none)) {
            throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "a body must not be encoded as " + encoding)
                    .asException();
        }
    }
}
