package io.quoll.bench;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Says when each message of one connection is due. A message that went out late because the server took an earlier one
 * slowly counts from when it was due, or the waiting would hide from the latencies; one that is late because the sleeping
 * thread was woken late counts from when it went out.
 */
final class Pace {

    private static final long LONGEST_NAP_NANOS = 20_000_000;

    private final double perSecond;
    private final LongSupplier clock;
    private final long start;
    private long wokenAt;
    private boolean slept;

    /** No limit when the rate is 0. */
    Pace(double perSecond, LongSupplier clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    /** Waits until a message is due and says how many are, at most the wanted number; 0 when the run ends meanwhile. */
    int await(long index, int wanted, BooleanSupplier ended) {
        long now = clock.getAsLong();
        slept = perSecond == 0;
        if (perSecond > 0) {
            long due = due(index);
            while (now - due < 0) {
                if (ended.getAsBoolean()) {
                    return 0;
                }
                LockSupport.parkNanos(Math.min(LONGEST_NAP_NANOS, due - now));
                slept = true;
                now = clock.getAsLong();
            }
        }
        wokenAt = now;
        if (perSecond == 0) {
            return wanted;
        }
        long dueByNow = (long) ((now - start) * perSecond / 1e9) + 1 - index;
        return (int) Math.max(1, Math.min(wanted, dueByNow));
    }

    /** From when the latency of a message of the last {@link #await} counts. */
    long startOf(long index) {
        return slept ? wokenAt : due(index);
    }

    private long due(long index) {
        return start + (long) (index * 1e9 / perSecond);
    }
}
