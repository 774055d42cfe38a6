package io.quoll.http.push;

import io.quoll.trace.Span;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Posts to one endpoint. Follows no redirection, keeps nothing of an answer but its status, and takes one that does not come
 * whole and in time for none. Asks for permission first where the endpoint's settings want it, by the handshake of CloudEvents'
 * webhooks. On the loop of the delivery.
 */
final class PushClient {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int IDLE_SECONDS = 60;
    private static final long MOST_OF_ANSWER = 1024 * 1024;

    private final PushEndpoint endpoint;
    private final @Nullable PostTrace trace;
    private final Context context;
    private final HttpClient client;
    private final @Nullable PushSignature signature;
    private boolean permitted;

    /**
     * @param trace {@code null} if nothing is followed
     */
    PushClient(PushEndpoint endpoint, @Nullable PostTrace trace, Vertx vertx, Context context) {
        this.endpoint = endpoint;
        this.trace = trace;
        this.context = context;
        this.signature = endpoint.secret() == null ? null : new PushSignature(endpoint.secret());
        this.permitted = endpoint.origin() == null;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setKeepAliveTimeout(IDLE_SECONDS)
                        .setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(endpoint.concurrency()));
    }

    void close() {
        client.close();
    }

    /** Tells what came of it, later and once. */
    void send(PushBody body, Consumer<PushOutcome> listener) {
        Future<PushOutcome> sent = permitted
                ? post(body)
                : ask().compose(refusal -> {
                    permitted = refusal == null;
                    return refusal == null ? post(body) : Future.succeededFuture(refusal);
                });
        sent.otherwise(failure -> PushOutcome.of(PushOutcome.Kind.UNREACHED, String.valueOf(failure.getMessage())))
                .onSuccess(outcome -> context.runOnContext(ignored -> listener.accept(outcome)));
    }

    private Future<PushOutcome> post(PushBody body) {
        Span span = trace == null ? null : trace.begin(body.causes());
        Future<PushOutcome> posted = post(body, span);
        return span == null ? posted : posted.onComplete(outcome -> PostTrace.end(span, outcome));
    }

    private Future<PushOutcome> post(PushBody body, @Nullable Span span) {
        return client.request(options(HttpMethod.POST)).compose(request -> {
            headers(request, body);
            if (span != null) {
                PostTrace.hand(span, request);
            }
            return exchange(
                            request,
                            request.send(body.body()),
                            response -> PushOutcome.ofStatus(
                                    response.statusCode(), response.getHeader("Retry-After"), Instant.now()))
                    // Once something was sent, nobody knows what became of it.
                    .otherwise(
                            failure -> PushOutcome.of(PushOutcome.Kind.TROUBLED, String.valueOf(failure.getMessage())));
        });
    }

    private void headers(HttpClientRequest request, PushBody body) {
        request.headers().addAll(body.headers());
        long now = Instant.now().getEpochSecond();
        request.putHeader("webhook-id", body.id());
        request.putHeader("webhook-timestamp", Long.toString(now));
        if (signature != null) {
            request.putHeader(
                    "webhook-signature",
                    signature.of(body.id(), now, body.body().getBytes()));
        }
        authorize(request);
        if (endpoint.origin() != null) {
            request.putHeader("Origin", endpoint.origin());
        }
    }

    private void authorize(HttpClientRequest request) {
        if (endpoint.token() != null) {
            request.putHeader("Authorization", "Bearer " + endpoint.token());
        }
    }

    /** Whether the endpoint wants deliveries from here: {@code null} if so, else what to make of it. */
    private Future<@Nullable PushOutcome> ask() {
        return client.request(options(HttpMethod.OPTIONS)).compose(request -> {
            request.putHeader("WebHook-Request-Origin", String.valueOf(endpoint.origin()));
            authorize(request);
            return exchange(request, request.send(), response -> judge(response));
        });
    }

    private @Nullable PushOutcome judge(HttpClientResponse response) {
        String allowed = response.getHeader("WebHook-Allowed-Origin");
        boolean isAllowed = allowed != null
                && (allowed.strip().equals("*") || allowed.strip().equalsIgnoreCase(endpoint.origin()));
        return response.statusCode() / 100 == 2 && isAllowed
                ? null
                : PushOutcome.of(
                        PushOutcome.Kind.UNREACHED, "not permitted by the handshake, status " + response.statusCode());
    }

    private interface Judgement<T> {
        @Nullable
        T of(HttpClientResponse response);
    }

    /** What comes of a request whose answer has come to its end in time. */
    private <T> Future<@Nullable T> exchange(
            HttpClientRequest request, Future<HttpClientResponse> answer, Judgement<T> judgement) {
        long timer = context.owner()
                .setTimer(
                        Math.max(1, endpoint.timeout().toMillis()),
                        ignored -> request.reset(0, new TimeoutException("no answer in time")));
        return answer.<@Nullable T>compose(response -> {
                    long[] length = {0};
                    response.handler(chunk -> {
                        length[0] += chunk.length();
                        if (length[0] > MOST_OF_ANSWER) {
                            request.reset(0, new IllegalStateException("an answer without end"));
                        }
                    });
                    return response.end().map(ignored -> judgement.of(response));
                })
                .onComplete(ignored -> context.owner().cancelTimer(timer));
    }

    private RequestOptions options(HttpMethod method) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(endpoint.url().toString())
                .setConnectTimeout(CONNECT_MILLIS)
                .setFollowRedirects(false);
    }
}
