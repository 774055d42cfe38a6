package io.quoll.http;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which pages a browser may ask for: those that came from here, and those whose origins are allowed. What another page asks is
 * refused and not only hidden from it, for a request may change something without anybody reading its answer. Whoever names no
 * origin is no browser.
 */
final class Origins {

    private static final String ANY = "*";
    private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";
    private static final String SECONDS_TO_REMEMBER = "600";
    private static final int NO_CONTENT = 204;

    private final List<String> allowed;

    /**
     * @param allowed origins, or a star for all
     */
    Origins(List<String> allowed) {
        this.allowed =
                allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
    }

    /** Whether the request goes on; one that does not is answered. */
    boolean judge(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null || isHere(origin, request.authority())) {
            return true;
        }
        if (!allowed.contains(ANY) && !allowed.contains(origin.toLowerCase(Locale.ROOT))) {
            refuse(request.response(), origin);
            return false;
        }
        MultiMap headers = request.response().headers();
        headers.set("Access-Control-Allow-Origin", allowed.contains(ANY) ? ANY : origin)
                .set("Access-Control-Expose-Headers", ANY)
                .add("Vary", "Origin");
        if (!request.method().equals(HttpMethod.OPTIONS)
                || request.getHeader("Access-Control-Request-Method") == null) {
            return true;
        }
        headers.set("Access-Control-Allow-Methods", METHODS).set("Access-Control-Max-Age", SECONDS_TO_REMEMBER);
        String asked = request.getHeader("Access-Control-Request-Headers");
        if (asked != null) {
            headers.set("Access-Control-Allow-Headers", asked);
        }
        request.response().setStatusCode(NO_CONTENT).end();
        return false;
    }

    private static boolean isHere(String origin, @Nullable HostAndPort here) {
        if (here == null) {
            return false;
        }
        try {
            URI uri = new URI(origin);
            int usual = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
            return here.host().equalsIgnoreCase(uri.getHost())
                    && portOr(usual, uri.getPort()) == portOr(usual, here.port());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static int portOr(int usual, int port) {
        return port < 0 ? usual : port;
    }

    private static void refuse(HttpServerResponse response, String origin) {
        Problem problem = Problem.of(ProblemType.FORBIDDEN, "pages from '" + origin + "' may not ask here");
        Answers.send(response, problem);
    }
}
