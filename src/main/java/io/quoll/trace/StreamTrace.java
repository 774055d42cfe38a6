package io.quoll.trace;

import io.quoll.message.Publication;
import io.quoll.trace.SpanRecorder.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows messages through one stream: stored, delivered, acknowledged. What led to a step is remembered for the last {@value
 * #MOST_REMEMBERED} messages that were followed; of others a message's own headers tell, and nobody of their
 * acknowledgements. For the stream's executor, but for {@link #delivery}.
 */
public final class StreamTrace {

    private static final int MOST_REMEMBERED = 4096;

    /** A bounded memory, the oldest of which goes first. */
    private static final class Memory<K> extends LinkedHashMap<K, TraceParent> {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, TraceParent> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }

    private record Delivery(String consumer, long sequence) {}

    private final Tracing tracing;
    private final String stream;
    private final Map<Long, TraceParent> stored = new Memory<>();
    private final Map<Delivery, TraceParent> delivered = Collections.synchronizedMap(new Memory<>());
    private final List<Span> uncommitted = new ArrayList<>();
    private @Nullable Span storing;
    private boolean hasStored;

    private StreamTrace(Tracing tracing, String stream) {
        this.tracing = tracing;
        this.stream = stream;
    }

    /** {@code null} where nothing is followed. */
    public static @Nullable StreamTrace of(@Nullable Tracing tracing, String stream) {
        return tracing == null ? null : new StreamTrace(tracing, stream);
    }

    /**
     * A message is about to be judged and stored.
     *
     * @param cause what {@link PublicationUnderway#keep} said of it
     */
    public void arrived(@Nullable Object cause, Publication message) {
        if (cause instanceof TraceParent publish) {
            storing = tracing.step(Kind.OWN, "store", stream, publish, message).with(Tracing.STREAM, stream);
            hasStored = false;
        }
    }

    /** A message was stored; what is stored of others than publications is not followed. */
    public void stored(long sequence) {
        Span span = storing;
        if (span != null) {
            hasStored = true;
            stored.put(sequence, span.with(Tracing.SEQUENCE, sequence).context());
        }
    }

    /** The message that was judged last is refused. */
    public void refused(String why) {
        if (storing != null) {
            storing.failed(why);
        }
    }

    /** The message was judged; if it was stored, that is done when it is as durable as promised. */
    public void judged() {
        Span span = storing;
        storing = null;
        if (span == null) {
            return;
        }
        if (hasStored && uncommitted.size() < MOST_REMEMBERED) {
            uncommitted.add(span);
        } else {
            span.end();
        }
    }

    /** All that was stored is as durable as promised. */
    public void committed() {
        if (!uncommitted.isEmpty()) {
            uncommitted.forEach(Span::end);
            uncommitted.clear();
        }
    }

    /** What was stored since is not. */
    public void lost(String why) {
        uncommitted.forEach(span -> span.failed(why));
        committed();
    }

    /** A message is about to be handed to a receiver of a consumer; {@code null} if it is not followed. */
    public @Nullable Span deliver(Publication message, long sequence, String consumer, int deliveries) {
        TraceParent cause = stored.isEmpty() ? null : stored.get(sequence);
        if (cause == null && message.hasHeaders() && tracing.followsParents()) {
            cause = TraceParent.of(message);
        }
        if (cause == null || !cause.sampled()) {
            return null;
        }
        Span span = tracing.step(Kind.OWN, "deliver", stream, cause, message)
                .with(Tracing.STREAM, stream)
                .with(Tracing.SEQUENCE, sequence)
                .with(Tracing.GROUP, consumer)
                .with(Tracing.DELIVERIES, deliveries);
        delivered.put(new Delivery(consumer, sequence), span.context());
        return span;
    }

    /** The last delivery of that message by that consumer; {@code null} if it was not followed. Any thread. */
    public @Nullable TraceParent delivery(long sequence, String consumer) {
        return delivered.isEmpty() ? null : delivered.get(new Delivery(consumer, sequence));
    }

    /**
     * Somebody says what became of a message that was delivered.
     *
     * @param verb what that is, in one word
     * @return {@code null} if the delivery was not followed
     */
    public @Nullable Span acknowledge(String verb, long sequence, String consumer) {
        TraceParent cause = delivery(sequence, consumer);
        return cause == null
                ? null
                : tracing.step(Kind.ASKED, verb, stream, cause)
                        .with(Tracing.OPERATION_TYPE, "settle")
                        .with(Tracing.STREAM, stream)
                        .with(Tracing.SEQUENCE, sequence)
                        .with(Tracing.GROUP, consumer);
    }
}
