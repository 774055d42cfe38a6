package io.quoll.connection;

import org.jspecify.annotations.Nullable;

/**
 * When a loop rests a moment although there may be something to read, and when it stays awake although there is not. Lives on
 * its loop.
 *
 * <p><b>Resting.</b> A client that writes every message on its own, one right after the other, would be read message by
 * message, and both sides would spend their time on system calls. During such a {@link Rush} the loop rests a moment after
 * each turn that read from it; what has come by then is handled at once. A {@link Crowd} of clients is let gather the same way.
 *
 * <p><b>Staying awake.</b> Where clients answer what they have just been sent, as in request and reply, going to sleep and
 * being woken costs more than the wait. After {@link #CONVERSATION} answers in a row the loop looks for the next one without
 * sleeping, for {@link #AWAKE_NANOS} at the most; one that does not come ends it. Where several clients talk to streams, a loop
 * that stays awake keeps the streams' threads from the processor, so there it sleeps.
 */
final class LoopPace {

    private static final int CONVERSATION = 8;
    /** After so many reads in a row of one client others are not in the conversation. */
    private static final int ALONE = 64;

    private static final long ANSWER_NANOS = 400_000;
    private static final long AWAKE_NANOS = 100_000;

    private final Crowd crowd = new Crowd();
    private long restNanos;
    private int answers;
    private @Nullable Object speaker;
    private int readsOfSpeaker;
    private long lastReadNanos;

    /**
     * Judges a read.
     *
     * @param client who was read
     * @param sinceWritten how long ago the client was last written to
     */
    void onRead(long nowNanos, Object client, long sinceWritten) {
        readsOfSpeaker = client == speaker ? Math.min(readsOfSpeaker + 1, ALONE) : 1;
        speaker = client;
        answers = sinceWritten < ANSWER_NANOS ? Math.min(answers + 1, CONVERSATION) : 0;
        lastReadNanos = nowNanos;
    }

    /** Messages are to gather before the loop looks again; 0 for need not. */
    void restSoon(long nanos) {
        restNanos = Math.max(restNanos, nanos);
    }

    /** Judges a read that brought messages, beside all others of the loop. */
    void onMessages(long nowNanos, int bytesRead, long messagesRead, boolean answer) {
        restSoon(crowd.onRead(nowNanos, bytesRead, messagesRead, answer));
    }

    /** The turn ends. How long to rest now; 0 for not at all. */
    long takeRest(long nowNanos) {
        crowd.onTurnEnd(nowNanos);
        long nanos = restNanos;
        restNanos = 0;
        return nanos;
    }

    /**
     * The turn ends, and there is nothing to rest for.
     *
     * @param handedOn whether something was given to threads of streams, who answer in time
     */
    boolean staysAwake(long nowNanos, boolean handedOn) {
        if (handedOn && readsOfSpeaker < ALONE) {
            answers = 0;
        }
        if (answers < CONVERSATION) {
            return false;
        }
        if (nowNanos - lastReadNanos > AWAKE_NANOS) {
            answers = 0;
        }
        return answers > 0;
    }
}
