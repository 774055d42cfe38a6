package io.quoll.jetstream.reading;

/**
 * Where a reading begins.
 *
 * @param number what the kind needs: a sequence, or nanoseconds since the epoch
 * @param snapshotEnd where a snapshot ends that was begun before, 0 where there is none
 */
public record ReadingStart(Kind kind, long number, long snapshotEnd) {

    /** The ways to say it. */
    public enum Kind {
        /** With the first message there is. */
        ALL,
        /** With the last message that matches, if there is one. */
        LAST,
        /** With what is stored from now on. */
        NEW,
        /** With the last message of each subject, then with what is stored from now on. */
        LAST_PER_SUBJECT,
        /** With this sequence, or the next one that is there. */
        SEQUENCE,
        /** With the first message that was stored then or later. */
        TIME,
        /** Behind this sequence, where another reading has ended. */
        BEHIND
    }

    public static ReadingStart at(Kind kind) {
        return new ReadingStart(kind, 0, 0);
    }

    public static ReadingStart atSequence(long sequence) {
        return new ReadingStart(Kind.SEQUENCE, sequence, 0);
    }

    public static ReadingStart atTime(long epochNanos) {
        return new ReadingStart(Kind.TIME, epochNanos, 0);
    }

    /**
     * @param snapshotEnd where the snapshot of the last message of each subject ends in which the other one was, or 0
     */
    public static ReadingStart behind(long sequence, long snapshotEnd) {
        return new ReadingStart(Kind.BEHIND, sequence, snapshotEnd);
    }

    /** Whether messages that have gone from there on are missed, and not just what nobody asked for. */
    boolean isDefinite() {
        return kind == Kind.SEQUENCE || kind == Kind.BEHIND;
    }
}
