package io.quoll.connection;

import java.util.concurrent.ThreadLocalRandom;

/**
 * When to ping a client, and how many pings it owes an answer. The first ping comes soon, to learn the round trip; later
 * ones only to clients that have been silent, or once an hour.
 */
final class PingSchedule {

    private static final long FIRST_PING_NANOS = 2_000_000_000L;
    private static final long RTT_AGE_NANOS = 3_600_000_000_000L;

    private long nextNanos;
    private long sentNanos;
    private long rttMeasuredNanos;
    private long rttNanos;
    private int outstanding;

    /** What is due now. */
    enum Due {
        NOTHING,
        PING,
        STALE
    }

    void begin(long nowNanos, long intervalNanos) {
        long first = FIRST_PING_NANOS + ThreadLocalRandom.current().nextLong(FIRST_PING_NANOS / 5);
        nextNanos = nowNanos + Math.min(intervalNanos, first);
    }

    Due at(long nowNanos, long lastReceivedNanos, long intervalNanos, int maxOutstanding) {
        if (nextNanos == 0 || nowNanos - nextNanos < 0) {
            return Due.NOTHING;
        }
        nextNanos = nowNanos + intervalNanos;
        boolean rttUnknown = rttNanos == 0 || nowNanos - rttMeasuredNanos > RTT_AGE_NANOS;
        if (nowNanos - lastReceivedNanos < intervalNanos && !rttUnknown) {
            return Due.NOTHING;
        }
        if (outstanding + 1 > maxOutstanding) {
            return Due.STALE;
        }
        outstanding++;
        sentNanos = nowNanos;
        return Due.PING;
    }

    void onPong(long nowNanos) {
        outstanding = 0;
        if (sentNanos != 0) {
            rttNanos = Math.max(1, nowNanos - sentNanos);
            rttMeasuredNanos = nowNanos;
            sentNanos = 0;
        }
    }

    /** The last measured round trip, 0 where none is known. */
    long rttNanos() {
        return rttNanos;
    }
}
