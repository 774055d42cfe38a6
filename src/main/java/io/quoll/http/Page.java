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
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Swagger UI has pictures and styles in its own files that a browser takes for somebody else's. */
    private static final String REFERENCE_POLICY = POLICY.replace(
                    "style-src 'self'", "style-src 'self' 'unsafe-inline'")
            .replace("img-src 'self'", "img-src 'self' data:");

    /** The description of the API to be read and tried. */
    private static final String REFERENCE = "reference.html";

    private static final Map<String, String> FILES = Map.ofEntries(
            entry(INDEX, HTML),
            entry("icon.svg", "image/svg+xml"),
            entry("page.css", STYLE),
            entry("page.js", SCRIPT),
            entry("api.js", SCRIPT),
            entry("elements.js", SCRIPT),
            entry("connections.js", SCRIPT),
            entry("subjects.js", SCRIPT),
            entry("streams.js", SCRIPT),
            entry("send.js", SCRIPT),
            entry(REFERENCE, HTML),
            entry("reference.js", SCRIPT),
            entry("swagger-ui-bundle.js", SCRIPT),
            entry("swagger-ui.css", STYLE));

    private final Map<String, Buffer> read = new ConcurrentHashMap<>();

    /** Answers with the file whose name the path ends with. */
    void serve(HttpServerRequest request) {
        String path = request.path();
        String name = path.length() <= ROOT.length() ? INDEX : path.substring(ROOT.length());
        String type = FILES.get(name);
        HttpServerResponse response = request.response();
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        if (type == null) {
            refuse(response, Problem.of(ProblemType.NOT_FOUND, "there is nothing at " + path));
        } else if (!isHead && !request.method().equals(HttpMethod.GET)) {
            refuse(response, Problem.of(ProblemType.METHOD_NOT_ALLOWED, "the page can only be read"));
        } else {
            Buffer file = file(name);
            response.putHeader("Content-Type", type)
                    .putHeader("Content-Security-Policy", name.equals(REFERENCE) ? REFERENCE_POLICY : POLICY)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("Referrer-Policy", "no-referrer")
                    .putHeader("Cache-Control", "no-cache")
                    .putHeader("Content-Length", Integer.toString(file.length()));
            response.end(isHead ? Buffer.buffer() : file);
        }
    }

    private static void refuse(HttpServerResponse response, Problem problem) {
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(Buffer.buffer(problem.toJson()));
    }

    private Buffer file(String name) {
        Buffer known = read.get(name);
        return known == null ? read.computeIfAbsent(name, Page::fileOf) : known;
    }

    private static Buffer fileOf(String name) {
        try (@Nullable InputStream file = Page.class.getResourceAsStream("page/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the program lacks its " + name);
            }
            return Buffer.buffer(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
