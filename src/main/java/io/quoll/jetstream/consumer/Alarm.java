package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.StreamTimer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Wakes one consumer when something is due. For the stream's executor; costs nothing while nothing is due. */
final class Alarm {

    /** Sooner is not worth a task of its own. */
    private static final long SHORTEST_NANOS = 1_000_000L;

    private final StreamTimer timer;
    private final Executor executor;
    private final Runnable task;
    private StreamTimer.@Nullable Timeout timeout;
    private long setFor = Long.MAX_VALUE;

    Alarm(StreamTimer timer, Executor executor, Runnable task) {
        this.timer = timer;
        this.executor = executor;
        this.task = task;
    }

    /** Makes sure that it goes off by then. It may go off sooner, too. */
    void setBy(long due, long now) {
        long delay = Math.max(SHORTEST_NANOS, due - now);
        // Compared as it would be set: what is overdue must not put the alarm off each time.
        if (now + delay >= setFor) {
            return;
        }
        if (timeout != null) {
            timeout.cancel();
        }
        setFor = now + delay;
        timeout = timer.schedule(() -> executor.execute(this::ring), delay);
    }

    private void ring() {
        timeout = null;
        setFor = Long.MAX_VALUE;
        task.run();
    }

    void cancel() {
        if (timeout != null) {
            timeout.cancel();
            timeout = null;
        }
        setFor = Long.MAX_VALUE;
    }
}
