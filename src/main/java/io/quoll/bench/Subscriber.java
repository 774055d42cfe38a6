package io.quoll.bench;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Receives and counts until its goal is reached; times messages that carry the moment they were sent at. */
final class Subscriber extends Worker {

    private final String pattern;
    private final @Nullable String queue;
    private final Goal goal;
    private final boolean stamped;
    private final CountDownLatch ready = new CountDownLatch(1);

    Subscriber(String name, NatsConnection connection, RunSignals signals, BenchOptions options, Goal goal) {
        super(name, connection, signals);
        this.pattern = options.pattern();
        this.queue = options.queue();
        this.goal = goal;
        this.stamped = options.mode() == BenchMode.PUBSUB && options.size() >= Long.BYTES;
    }

    @Override
    void work() throws IOException {
        NatsConnection connection = connection();
        FrameReader reader = connection.reader();
        long startedAt = System.nanoTime();
        connection.subscribe(pattern, queue);
        connection.ping();
        while (goal.reached().getCount() > 0) {
            connection.fill();
            long now = System.nanoTime();
            long messages = 0;
            long bytes = 0;
            for (Frame frame = connection.take(); frame != Frame.NONE; frame = connection.take()) {
                if (frame == Frame.MESSAGE) {
                    messages++;
                    bytes += reader.payloadLength();
                    if (stamped && reader.payloadLength() >= Long.BYTES) {
                        time(reader.payloadLong(0), startedAt, now);
                    }
                } else if (frame == Frame.PONG) {
                    ready.countDown();
                }
            }
            if (messages > 0) {
                meter().add(messages, bytes, now);
                goal.add(messages);
            }
        }
    }

    /** Leaves out what somebody else published to the same subject: its first bytes are no moment of this run. */
    private void time(long sentAt, long startedAt, long now) {
        if (sentAt - startedAt >= 0 && now - sentAt >= 0) {
            latencies().record(now - sentAt);
        }
    }

    /** Counted down when the server has registered the subscription. */
    CountDownLatch ready() {
        return ready;
    }
}
