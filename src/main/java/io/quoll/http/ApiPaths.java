package io.quoll.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.trace.Tracing;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the API and monitoring apart: {@code /v1} and the page for operators are served on the port of the API only, and
 * nothing else is served there, unless both share a port. Sees every request first.
 */
@Singleton
public final class ApiPaths {

    private static final String ROOT = "/v1";
    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";
    private static final int BEFORE_ALL = 10_000;

    private final ApiListener listener;
    private final ApiBroker broker;
    private volatile @Nullable Origins origins;
    private final Page page = new Page();

    @Inject
    ApiPaths(ApiListener listener, ApiBroker broker) {
        this.listener = listener;
        this.broker = broker;
    }

    static boolean isApi(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    void register(@Observes Filters filters) {
        filters.register(this::judge, BEFORE_ALL);
    }

    /** The page is at the root of the API's own port; where monitoring is there, too, at its files only. */
    private boolean isPage(@Nullable String path, HttpServerRequest request) {
        return path != null
                && (path.equals("/") && !listener.servesOthersOn(request)
                        || path.startsWith(Page.ROOT) && listener.servesApiOn(request));
    }

    private void judge(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        String path = request.path();
        if (isPage(path, request)) {
            page.serve(request);
            return;
        }
        boolean isApi = path != null && isApi(path);
        boolean serves = isApi ? listener.servesApiOn(request) : listener.servesOthersOn(request);
        if (serves && isApi) {
            follow(routing);
            protect(request.response());
            if (origins().judge(request)) {
                routing.next();
            }
        } else if (serves) {
            routing.next();
        } else {
            Answers.send(request.response(), Problem.of(ProblemType.NOT_FOUND, "there is nothing at " + path));
        }
    }

    /** What somebody has stored as a page is not to become one that may do here what the operators' page may. */
    private static void protect(HttpServerResponse response) {
        response.putHeader("X-Content-Type-Options", "nosniff").putHeader("Content-Security-Policy", POLICY);
    }

    private void follow(RoutingContext routing) {
        Tracing tracing = broker.tracing();
        if (tracing != null) {
            new RequestTrace(tracing).follow(routing);
        }
    }

    private Origins origins() {
        Origins known = origins;
        if (known == null) {
            known = new Origins(broker.settings().allowedOrigins());
            origins = known;
        }
        return known;
    }
}
