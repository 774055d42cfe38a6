package io.quoll.http.push;

import io.quoll.trace.Span;
import io.quoll.trace.TraceParent;
import io.quoll.trace.Tracing;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpClientRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows posts to one endpoint, from the moment that they need not wait any more to the end of the answer. Each is a step of
 * the first message in it that is followed, and linked to the others. On the loop of the delivery.
 */
final class PostTrace {

    private final Tracing tracing;
    private final PushEndpoint endpoint;

    PostTrace(Tracing tracing, PushEndpoint endpoint) {
        this.tracing = tracing;
        this.endpoint = endpoint;
    }

    /** {@code null} if none of the messages is followed. */
    @Nullable
    Span begin(List<TraceParent> deliveries) {
        Span span = tracing.asking("POST", endpoint.name(), deliveries);
        if (span != null) {
            URI url = endpoint.url();
            span.with("server.address", url.getHost())
                    .with("server.port", port(url))
                    .with("url.full", endpoint.address());
        }
        return span;
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    /** Lets the endpoint go on from this step, rather than from whatever the message says. */
    static void hand(Span span, HttpClientRequest request) {
        TraceParent context = span.context();
        request.putHeader(TraceParent.HEADER, context.text());
        if (!context.state().isEmpty()) {
            request.putHeader(TraceParent.STATE_HEADER, context.state());
        }
    }

    static void end(Span span, AsyncResult<PushOutcome> posted) {
        if (posted.failed()) {
            span.failed(String.valueOf(posted.cause().getMessage()));
        } else {
            PushOutcome outcome = posted.result();
            if (outcome.status() != PushOutcome.NO_STATUS) {
                span.with("http.response.status_code", outcome.status());
            }
            if (outcome.kind() != PushOutcome.Kind.TAKEN) {
                span.failed(outcome.why());
            }
        }
        span.end();
    }
}
