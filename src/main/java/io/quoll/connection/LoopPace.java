package io.quoll.connection;

/**
 * When a loop rests a moment although there may be something to read, and when it stays awake although there is not. Lives on
 * its loop.
 *
 * <p><b>Resting.</b> A client that writes every message on its own, one right after the other, would be read message by
 * message, and both sides would spend their time on system calls. After {@link #RESTLESS_READS} such reads in a row the loop
 * rests before it looks again; what has come by then is handled at once.
 *
 * <p><b>Staying awake.</b> Where clients answer what they have just been sent, as in request and reply, going to sleep and
 * being woken costs more than the wait. After {@link #CONVERSATION} answers in a row the loop looks for the next one without
 * sleeping, for {@link #AWAKE_NANOS} at the most; one that does not come ends it.
 */
final class LoopPace {

    /** Asked of the system, which makes it about ten times as much. */
    static final long REST_NANOS = 5_000;

    private static final int RESTLESS_READS = 32;
    /** A read that is as large has gathered enough. */
    private static final int LARGE_READ_BYTES = 16 * 1024;
    /** Messages that come further apart are no burden. */
    private static final long BURDEN_GAP_NANOS = 10_000;

    private static final int CONVERSATION = 8;
    private static final long ANSWER_NANOS = 400_000;
    private static final long AWAKE_NANOS = 100_000;

    private boolean restDue;
    private int answers;
    private long lastReadNanos;

    /**
     * Judges a read.
     *
     * @param sinceWritten how long ago the client was last written to
     */
    void onRead(long nowNanos, long sinceWritten) {
        answers = sinceWritten < ANSWER_NANOS ? Math.min(answers + 1, CONVERSATION) : 0;
        lastReadNanos = nowNanos;
    }

    /**
     * Counts a client's reads that brought little, soon after the one before.
     *
     * @param restless how many there were in a row
     * @param sinceRead how long ago the read before was
     * @return how many there are now
     */
    int afterRead(int restless, int bytes, long messages, long sinceRead) {
        if (bytes >= LARGE_READ_BYTES || messages * BURDEN_GAP_NANOS < sinceRead) {
            return 0;
        }
        if (restless < RESTLESS_READS) {
            return restless + 1;
        }
        restDue = true;
        return restless;
    }

    boolean takeRest() {
        boolean due = restDue;
        restDue = false;
        return due;
    }

    boolean staysAwake(long nowNanos) {
        if (answers < CONVERSATION) {
            return false;
        }
        if (nowNanos - lastReadNanos > AWAKE_NANOS) {
            answers = 0;
        }
        return answers > 0;
    }
}
