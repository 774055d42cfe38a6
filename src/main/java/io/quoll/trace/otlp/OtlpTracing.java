package io.quoll.trace.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quoll.trace.SpanRecorder;
import io.quoll.trace.TraceParent;
import io.quoll.trace.Tracing;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records what is followed with OpenTelemetry's SDK: spans wait in a queue of {@link TraceTarget#mostWaiting}, from which a
 * thread of the SDK's takes them to be sent. Any thread.
 */
public final class OtlpTracing implements SpanRecorder, AutoCloseable {

    private static final String SCOPE = "io.quoll";
    private static final int CLOSE_SECONDS = 2;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Tracing tracing;

    /**
     * @param lanes how many threads publish
     */
    public OtlpTracing(TraceTarget target, Vertx vertx, int lanes) {
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.create(attributes(target)))
                // Whatever comes here was chosen before.
                .setSampler(Sampler.alwaysOn())
                .addSpanProcessor(BatchSpanProcessor.builder(new OtlpExporter(target, vertx))
                        .setScheduleDelay(target.delay())
                        .setMaxQueueSize(target.mostWaiting())
                        .setMaxExportBatchSize(Math.min(target.mostTogether(), target.mostWaiting()))
                        .build())
                .build();
        this.tracer = provider.get(SCOPE);
        this.tracing = new Tracing(this, target.sampling(), lanes);
    }

    private static Attributes attributes(TraceTarget target) {
        AttributesBuilder attributes = Attributes.builder();
        target.resource().forEach(attributes::put);
        return attributes.build();
    }

    public Tracing tracing() {
        return tracing;
    }

    @Override
    public io.quoll.trace.Span begin(Kind kind, String name, @Nullable TraceParent cause) {
        Context parent = cause == null ? Context.root() : Context.root().with(Span.wrap(contextOf(cause)));
        Span span = tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(kindOf(kind))
                .startSpan();
        return new Recorded(span, cause == null ? "" : cause.state());
    }

    private static SpanKind kindOf(Kind kind) {
        return switch (kind) {
            case ASKED -> SpanKind.SERVER;
            case OWN -> SpanKind.INTERNAL;
            case ASKING -> SpanKind.CLIENT;
        };
    }

    private static SpanContext contextOf(TraceParent cause) {
        TraceFlags flags = cause.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
        return SpanContext.createFromRemoteParent(cause.traceId(), cause.spanId(), flags, state(cause.state()));
    }

    private static TraceState state(String text) {
        if (text.isEmpty()) {
            return TraceState.getDefault();
        }
        TraceStateBuilder state = TraceState.builder();
        String[] entries = text.split(",", -1);
        // Each that is put comes to stand first.
        for (int i = entries.length - 1; i >= 0; i--) {
            int equals = entries[i].indexOf('=');
            if (equals > 0) {
                state.put(
                        entries[i].substring(0, equals).strip(),
                        entries[i].substring(equals + 1).strip());
            }
        }
        return state.build();
    }

    /** Has what waits sent, as far as that goes within {@value #CLOSE_SECONDS} seconds. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** A span of the SDK's. */
    private record Recorded(Span span, String state) implements io.quoll.trace.Span {

        @Override
        public TraceParent context() {
            SpanContext context = span.getSpanContext();
            return new TraceParent(context.getTraceId(), context.getSpanId(), context.isSampled(), state);
        }

        @Override
        public io.quoll.trace.Span with(String key, String value) {
            span.setAttribute(key, value);
            return this;
        }

        @Override
        public io.quoll.trace.Span with(String key, long value) {
            span.setAttribute(key, value);
            return this;
        }

        @Override
        public io.quoll.trace.Span linked(TraceParent other) {
            span.addLink(contextOf(other));
            return this;
        }

        @Override
        public io.quoll.trace.Span failed(String why) {
            span.setStatus(StatusCode.ERROR, why);
            return this;
        }

        @Override
        public void end() {
            span.end();
        }
    }
}
