package io.quoll.storage.segment;

/**
 * A run of consecutive sequences of one stream and the messages among them. Its bytes are written by the stream's writer
 * only; the messages are read by any thread. Which of them are still there is not its affair but the {@link LiveSet}'s.
 */
public abstract class Segment {

    /** No upper half of a hash. */
    public static final long NO_HASH = 1;

    private final long first;

    /** How many messages are still there, and what they take. Kept by the store, under its lock. */
    private int messages;

    private long liveBytes;

    protected Segment(long first) {
        this.first = first;
    }

    /** The sequence it begins with, whether there is a message or not. */
    public final long first() {
        return first;
    }

    /** The index of the last segment that begins at or before that sequence, or -1. */
    public static int indexOf(Segment[] all, long sequence) {
        int low = 0;
        int high = all.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all[middle].first <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The sequence after its last one. */
    public abstract long end();

    /**
     * Places the window on the message of that sequence.
     *
     * @return false if it is not there, or not whole
     */
    public abstract boolean load(RecordWindow window, long sequence);

    /** Places the window on what is left of a message that was overwritten, which is what it took, but no byte of it. */
    public boolean loadErased(RecordWindow window, long sequence) {
        return false;
    }

    /** What the index says of the size of that message; {@link Extent#UNKNOWN} if it says nothing. */
    public abstract int extentOf(long sequence);

    /** The upper half of the hash of that message's subject, in its place, if that is at hand; else {@link #NO_HASH}. */
    public abstract long subjectHashOf(long sequence);

    /** The first sequence from one on whose message may have that subject, or -1. */
    public abstract long candidateAfter(long sequence, SubjectKey subject);

    /** The last sequence at or before one whose message may have that subject, or -1. */
    public abstract long candidateBefore(long sequence, SubjectKey subject);

    /** When its first message was appended; not more than that of any in it. */
    public abstract long firstTimeNanos();

    /** When its last message was appended. */
    public abstract long lastTimeNanos();

    /** Whether any of its messages may have headers. */
    public boolean mayHaveHeaders() {
        return true;
    }

    public final int messages() {
        return messages;
    }

    public final long liveBytes() {
        return liveBytes;
    }

    /** Counts messages that came, or with negative numbers such that went. */
    public final void count(int moreMessages, long moreBytes) {
        messages += moreMessages;
        liveBytes += moreBytes;
    }
}
