package io.quoll.monitor;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Whether one loop still turns: each look at it sends a beat unless one is still under way, and a beat that is under way for
 * too long is a loop that hangs. Never waits. Any thread.
 */
final class LoopHeartbeat {

    private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

    private final Executor loop;
    private volatile boolean underWay;
    private volatile String name = "a loop that never turned";
    private long sentNanos;

    LoopHeartbeat(Executor loop) {
        this.loop = loop;
    }

    synchronized boolean isAlive(long nowNanos) {
        if (underWay) {
            return nowNanos - sentNanos <= LONGEST_NANOS;
        }
        underWay = true;
        sentNanos = nowNanos;
        loop.execute(this::beat);
        return true;
    }

    private void beat() {
        name = Thread.currentThread().getName();
        underWay = false;
    }

    /** What the loop's thread is called, as thread dumps have it. */
    String name() {
        return name;
    }
}
