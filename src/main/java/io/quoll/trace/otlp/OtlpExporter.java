package io.quoll.trace.otlp;

import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Posts spans, encoded as protobuf, with Vert.x. What the endpoint could not take, or was not there for, is tried again a few
 * times and then lost; the log tells of the first loss and of the first success after. Called by the SDK's thread, which waits.
 */
final class OtlpExporter implements SpanExporter {

    private static final Logger LOG = System.getLogger(OtlpExporter.class.getName());

    private static final int MOST_TRIES = 4;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final int OK = 200;
    private static final int REDIRECTED = 300;
    /** Those that mean that a later try may succeed. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    private final TraceTarget target;
    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions request;
    private volatile boolean failing;

    OtlpExporter(TraceTarget target, Vertx vertx) {
        this.target = target;
        this.vertx = vertx;
        this.client = vertx.createHttpClient(options(target));
        this.request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(target.endpoint().toString())
                .setTimeout(target.timeout().toMillis())
                .putHeader("Content-Type", "application/x-protobuf");
        target.headers().forEach(request::putHeader);
        if (target.compressed()) {
            request.putHeader("Content-Encoding", "gzip");
        }
    }

    private static HttpClientOptions options(TraceTarget target) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) target.timeout().toMillis())
                .setTracingPolicy(TracingPolicy.IGNORE);
        if (target.certificates() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(target.certificates().toString()));
        }
        return options;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode outcome = new CompletableResultCode();
        Buffer body;
        try {
            body = encoded(spans);
        } catch (IOException e) {
            return CompletableResultCode.ofExceptionalFailure(e);
        }
        post(body, 1).onSuccess(ignored -> outcome.succeed()).onFailure(outcome::failExceptionally);
        outcome.whenComplete(() -> tell(outcome, spans.size()));
        return outcome;
    }

    private Buffer encoded(Collection<SpanData> spans) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = target.compressed() ? new GZIPOutputStream(bytes) : bytes) {
            TraceRequestMarshaler.create(spans).writeBinaryTo(out);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private Future<Void> post(Buffer body, int tries) {
        return client.request(request)
                .compose(prepared -> prepared.send(body))
                .compose(response -> response.end().map(ignored -> response.statusCode()))
                .compose(
                        status -> status >= OK && status < REDIRECTED
                                ? Future.<Void>succeededFuture()
                                : orAgain(body, tries, PASSING.contains(status), new IOException("status " + status)),
                        failure -> orAgain(body, tries, true, failure));
    }

    private Future<Void> orAgain(Buffer body, int tries, boolean mayPass, Throwable failure) {
        if (!mayPass || tries == MOST_TRIES) {
            return Future.failedFuture(failure);
        }
        Promise<Void> later = Promise.promise();
        vertx.setTimer(FIRST_PAUSE_MILLIS << tries - 1, ignored -> post(body, tries + 1)
                .onComplete(later));
        return later.future();
    }

    private void tell(CompletableResultCode outcome, int spans) {
        if (outcome.isSuccess() && failing) {
            failing = false;
            LOG.log(Level.INFO, "Spans reach " + target.endpoint() + " again");
        } else if (!outcome.isSuccess() && !failing) {
            failing = true;
            Throwable failure = outcome.getFailureThrowable();
            LOG.log(
                    Level.WARNING,
                    spans + " spans were lost, as " + target.endpoint() + " did not take them: "
                            + (failure == null ? "no reason" : failure.getMessage()));
        }
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        client.close();
        return CompletableResultCode.ofSuccess();
    }
}
