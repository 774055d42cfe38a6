package io.quoll.http;

import io.quoll.trace.Span;
import io.quoll.trace.TraceParent;
import io.quoll.trace.Tracing;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Follows requests from their head to the end of their answer, where somebody wants to know. What a followed request leads to
 * has the request for its cause, messages that it publishes included: their {@code traceparent} is the request's own. On the
 * request's loop.
 */
final class RequestTrace {

    private static final int FAILED = 500;

    private final Tracing tracing;

    RequestTrace(Tracing tracing) {
        this.tracing = tracing;
    }

    void follow(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        TraceParent cause =
                TraceParent.of(request.getHeader(TraceParent.HEADER), request.getHeader(TraceParent.STATE_HEADER));
        Span span = tracing.request(request.method().name(), route(request.path()), cause);
        if (span == null) {
            return;
        }
        span.with("url.path", request.path()).with("url.scheme", String.valueOf(request.scheme()));
        request.headers().set(TraceParent.HEADER, span.context().text());
        routing.addEndHandler(ended -> {
            int status = request.response().getStatusCode();
            span.with("http.response.status_code", status);
            if (ended.failed()) {
                span.failed("the client has gone");
            } else if (status >= FAILED) {
                span.failed("status " + status);
            }
            span.end();
        });
    }

    /** The first part of the path behind the version: the kinds of things there are, not their names. */
    private static String route(String path) {
        int kind = path.indexOf('/', 1) + 1;
        int end = path.indexOf('/', kind);
        return end < 0 ? path : path.substring(0, end);
    }
}
