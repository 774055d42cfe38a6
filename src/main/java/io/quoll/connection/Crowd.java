package io.quoll.connection;

/**
 * Whether many clients together send single messages so fast that their loop does little but read them one by one, and how
 * long to let them gather. None of them need be in a {@link Rush}: a few thousand messages a second of each are enough. Lives
 * on the loop.
 *
 * <p>It is judged by the time the loop is not asleep, so it begins where the loop has no time left, on any machine. Clients that
 * are written to between their reads may wait for it before they go on, and are no crowd.
 */
final class Crowd {

    /** What the loop is asked to rest: some fifteen messages of each of 64 clients that keep a loop busy. */
    static final long REST_NANOS = 2_000_000;

    private static final long JUDGED_EVERY_NANOS = 5_000_000;
    /** Messages that come further apart are no burden. */
    private static final long BURDEN_GAP_NANOS = 10_000;
    /** Reads that bring more on average have gathered enough. */
    private static final int LARGE_READ_BYTES = 4096;
    /** After so many judgements the loop reads without rests for one, to see what a message costs now. */
    private static final int MOST_JUDGED_ON = 200;

    private boolean on;
    private int judgedOn;
    /** What a message cost that was read by itself. */
    private long singleNanos;

    private long judgedAt;
    private long turnEndedAt;
    private boolean turnEnded;
    private long asleepNanos;
    private long reads;
    private long answers;
    private long messages;
    private long bytes;

    boolean isOn() {
        return on;
    }

    /** The loop looks for something to read, and sleeps where there is nothing. */
    void onTurnEnd(long nowNanos) {
        turnEndedAt = nowNanos;
        turnEnded = true;
    }

    /**
     * Counts a read.
     *
     * @param answer whether the client was written to since it was last read
     * @return how long the loop is to rest at the end of its turn; 0 for not at all
     */
    long onRead(long nowNanos, int bytesRead, long messagesRead, boolean answer) {
        if (turnEnded) {
            asleepNanos += nowNanos - turnEndedAt;
            turnEnded = false;
        }
        reads++;
        if (answer) {
            answers++;
        }
        messages += messagesRead;
        bytes += bytesRead;
        long elapsed = nowNanos - judgedAt;
        if (elapsed >= JUDGED_EVERY_NANOS) {
            judge(elapsed);
            judgedAt = nowNanos;
            asleepNanos = 0;
            reads = 0;
            answers = 0;
            messages = 0;
            bytes = 0;
        }
        return on ? REST_NANOS : 0;
    }

    private void judge(long elapsed) {
        boolean manySingle =
                messages * BURDEN_GAP_NANOS >= elapsed && bytes < reads * LARGE_READ_BYTES && answers * 4 < reads;
        if (on) {
            // Enough that they would keep the loop busy for a third of the time if they were read one by one.
            on = manySingle && messages * singleNanos * 3 >= elapsed && ++judgedOn < MOST_JUDGED_ON;
        } else {
            on = manySingle && messages < 2 * reads && asleepNanos * 3 < elapsed;
            judgedOn = 0;
            singleNanos = (elapsed - asleepNanos) / Math.max(1, messages);
        }
    }
}
