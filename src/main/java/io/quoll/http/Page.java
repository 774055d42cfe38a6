package io.quoll.http;

import static java.util.Map.entry;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The page for operators: a few files that a browser is given, without knowing who asks. All that they show they ask the API,
 * with the rights of whoever signs in there; nothing but this server is asked, and no script that is not among the files runs.
 * Any thread.
 */
final class Page {

    /** Where the files are, with names that are relative to it. */
    static final String ROOT = "/page/";

    private static final String INDEX = "index.html";
    private static final String HTML = "text/html;charset=utf-8";
    private static final String SCRIPT = "text/javascript;charset=utf-8";
    private static final String STYLE = "text/css;charset=utf-8";
    private static final String STRICT =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Only lit-html makes markup, of the templates that stand in the page's own files. */
    private static final String POLICY = STRICT + "; require-trusted-types-for 'script'; trusted-types lit-html";

    /** Swagger UI has pictures and styles in its own files that a browser takes for somebody else's. */
    private static final String REFERENCE_POLICY = STRICT.replace(
                    "style-src 'self'", "style-src 'self' 'unsafe-inline'")
            .replace("img-src 'self'", "img-src 'self' data:");

    private static final int TAG_BYTES = 8;

    /** The description of the API to be read and tried. */
    private static final String REFERENCE = "reference.html";

    private static final Map<String, String> FILES = Map.ofEntries(
            entry(INDEX, HTML),
            entry("icon.svg", "image/svg+xml"),
            entry("page.css", STYLE),
            entry("page.js", SCRIPT),
            entry("api.js", SCRIPT),
            entry("connections.js", SCRIPT),
            entry("subjects.js", SCRIPT),
            entry("tap.js", SCRIPT),
            entry("streams.js", SCRIPT),
            entry("send.js", SCRIPT),
            entry("tables.js", SCRIPT),
            entry("rates.js", SCRIPT),
            entry("lit-html.js", SCRIPT),
            entry(REFERENCE, HTML),
            entry("reference.js", SCRIPT),
            entry("swagger-ui-bundle.js", SCRIPT),
            entry("swagger-ui.css", STYLE));

    /**
     * A file, as it is in the program.
     *
     * @param tag what tells it from that of another version
     */
    private record Content(Buffer bytes, String tag) {}

    private final Map<String, Content> read = new ConcurrentHashMap<>();

    /** Answers with the file whose name the path ends with. */
    void serve(HttpServerRequest request) {
        String path = request.path();
        String name = path.length() <= ROOT.length() ? INDEX : path.substring(ROOT.length());
        String type = FILES.get(name);
        HttpServerResponse response = request.response();
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        if (type == null) {
            Answers.send(response, Problem.of(ProblemType.NOT_FOUND, "there is nothing at " + path));
        } else if (!isHead && !request.method().equals(HttpMethod.GET)) {
            Answers.send(response, Problem.of(ProblemType.METHOD_NOT_ALLOWED, "the page can only be read"));
        } else {
            Content file = file(name);
            response.putHeader("Content-Security-Policy", name.equals(REFERENCE) ? REFERENCE_POLICY : POLICY)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("Referrer-Policy", "no-referrer")
                    .putHeader("Cache-Control", "no-cache")
                    .putHeader("ETag", file.tag());
            if (file.tag().equals(request.getHeader("If-None-Match"))) {
                response.setStatusCode(304).end();
                return;
            }
            response.putHeader("Content-Type", type)
                    .putHeader("Content-Length", Integer.toString(file.bytes().length()))
                    .end(isHead ? Buffer.buffer() : file.bytes());
        }
    }

    private Content file(String name) {
        Content known = read.get(name);
        return known == null ? read.computeIfAbsent(name, Page::fileOf) : known;
    }

    private static Content fileOf(String name) {
        try (@Nullable InputStream file = Page.class.getResourceAsStream("page/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the program lacks its " + name);
            }
            byte[] bytes = file.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Content(Buffer.buffer(bytes), '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-256", e);
        }
    }
}
