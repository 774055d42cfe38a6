package io.quoll.jetstream.stream;

import java.util.function.LongSupplier;

/**
 * How long loops put up with what one stream does on them. It is meant to be done in a fraction of a millisecond; a run that
 * takes long, be it that a file has to be read from the disk or that the system holds back who writes, ends it for a while,
 * for twice as long each time in a row. Used by one thread at a time.
 */
final class LoopPatience {

    /** More than a loop is to be held, and less than a disk that has something else to do takes. */
    static final long LONG_NANOS = 3_000_000L;

    static final long FIRST_PAUSE_NANOS = 100_000_000L;
    static final long LONGEST_PAUSE_NANOS = 128 * FIRST_PAUSE_NANOS;

    private final LongSupplier nanoTime;
    private long beganNanos;
    private long pauseNanos;
    private boolean paused;
    private long pausedUntil;

    /** @param nanoTime monotonic time */
    LoopPatience(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether a run that would begin now is to be done elsewhere; else it has begun. */
    boolean isOver() {
        beganNanos = nanoTime.getAsLong();
        if (paused && beganNanos - pausedUntil >= 0) {
            paused = false;
        }
        return paused;
    }

    /** The run that began last is over. */
    void onRunEnd() {
        long now = nanoTime.getAsLong();
        if (now - beganNanos < LONG_NANOS) {
            pauseNanos = 0;
            return;
        }
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, 2 * pauseNanos));
        pausedUntil = now + pauseNanos;
        paused = true;
    }
}
