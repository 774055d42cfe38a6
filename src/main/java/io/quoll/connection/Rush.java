package io.quoll.connection;

/**
 * Whether one client sends single messages so fast that reading each as it comes would cost more than the messages do, and
 * how long to let them gather. Judged each millisecond rather than by the gaps between reads: being read at once slows a
 * client down, so that gaps tell of the reader. Lives on the client's loop.
 */
final class Rush {

    /** What the loop is asked to rest; the system adds about 50 µs. */
    static final long REST_NANOS = 5_000;
    /** The same where messages come faster still. */
    static final long LONG_REST_NANOS = 70_000;

    private static final long JUDGED_EVERY_NANOS = 1_000_000;
    /** Messages that come further apart are no burden. */
    private static final long BURDEN_GAP_NANOS = 10_000;
    /** Messages that come further apart are not worth a long rest. */
    private static final long FAST_GAP_NANOS = 4_000;
    /** Reads that come further apart have gathered something by themselves. */
    private static final long READ_GAP_NANOS = 31_000;
    /** A read that is as large has gathered enough. */
    private static final int LARGE_READ_BYTES = 16 * 1024;

    private long restNanos;
    private long judgedAt;
    private int smallReads;
    private int largeReads;
    private long messages;

    boolean isOn() {
        return restNanos > 0;
    }

    /**
     * Counts a read.
     *
     * @return how long the loop is to rest before the next; 0 for not at all
     */
    long onRead(long nowNanos, int bytes, long messagesRead) {
        boolean small = bytes < LARGE_READ_BYTES;
        if (small) {
            smallReads++;
        } else {
            largeReads++;
        }
        messages += messagesRead;
        long elapsed = nowNanos - judgedAt;
        if (elapsed >= JUDGED_EVERY_NANOS) {
            restNanos = judge(elapsed);
            judgedAt = nowNanos;
            smallReads = 0;
            largeReads = 0;
            messages = 0;
        }
        return small ? restNanos : 0;
    }

    private long judge(long elapsed) {
        // With rests, reads come further apart; what counts then is only how many messages they bring.
        boolean busyReading = isOn() || smallReads * READ_GAP_NANOS >= elapsed;
        if (!busyReading || smallReads < largeReads || messages * BURDEN_GAP_NANOS < elapsed) {
            return 0;
        }
        return messages * FAST_GAP_NANOS < elapsed ? REST_NANOS : LONG_REST_NANOS;
    }
}
