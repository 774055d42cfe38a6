package io.quoll.http.push;

import io.quoll.jetstream.consumer.ConsumerConfig;
import io.quoll.jetstream.consumer.PushMetadata;
import io.quoll.jetstream.stream.Stream;
import io.quoll.trace.StreamTrace;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A consumer whose messages are delivered to an endpoint, as far as that concerns the delivery.
 *
 * @param trace who follows its messages; {@code null} if nobody does
 */
record PushedConsumer(
        String account,
        String stream,
        String name,
        PushMetadata push,
        long ackWaitNanos,
        List<Long> backoffNanos,
        @Nullable StreamTrace trace) {

    private static final long FIRST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_DELAY_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int MOST_DOUBLINGS = 10;

    /** {@code null} if the consumer is none of these. */
    static @Nullable PushedConsumer of(Stream stream, ConsumerConfig config) {
        PushMetadata push = PushMetadata.of(config);
        if (push == null || config.isPush() || !config.acks()) {
            return null;
        }
        long shortest =
                config.backoffNanos().stream().mapToLong(Long::longValue).min().orElse(config.ackWaitNanos());
        return new PushedConsumer(
                stream.host().account(),
                stream.name(),
                config.name(),
                push,
                shortest,
                config.backoffNanos(),
                stream.trace());
    }

    /** How long a message waits that was refused after so many deliveries: as the consumer says, else longer and longer. */
    long delayNanos(int deliveries) {
        if (!backoffNanos.isEmpty()) {
            return backoffNanos.get(Math.max(0, Math.min(deliveries, backoffNanos.size()) - 1));
        }
        int doublings = Math.max(0, Math.min(deliveries - 1, MOST_DOUBLINGS));
        return Math.min(LONGEST_DELAY_NANOS, FIRST_DELAY_NANOS << doublings);
    }

    @Override
    public String toString() {
        return account + "/" + stream + "/" + name;
    }
}
