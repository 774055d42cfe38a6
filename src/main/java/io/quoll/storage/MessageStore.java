package io.quoll.storage;

import io.quoll.message.Publication;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one stream, in the order of their sequences.
 *
 * <p>Written by one thread at a time, the stream's writer; unless said otherwise a method belongs to the writer. Read
 * through {@link #reader}s from any thread. Every method may throw a {@link StorageException}; after one that {@linkplain
 * StorageException#isFatal() is fatal} the store takes no more writes but goes on being read.
 *
 * <p>What is appended is seen by readers and by the queries here at once. It survives the process after {@link #flush} and a
 * power cut after {@link #force}. Removals are as durable as messages: a removal that was forced does not come back.
 */
public interface MessageStore extends AutoCloseable {

    /** No time at which a message ends. */
    long NEVER = 0;

    /**
     * Appends behind the last message.
     *
     * @param message copied before the call returns
     * @param timeNanos since the epoch, not before the last message's
     * @param expiresAtNanos when it ends by itself, or {@link #NEVER}
     * @return its sequence
     */
    long append(Publication message, long timeNanos, long expiresAtNanos);

    /**
     * Makes {@code sequence} the next one to be given, leaving out those before: for mirrors, restored streams and a first
     * sequence by configuration. Sequences left out count as removed when there are messages before them.
     *
     * @throws IllegalArgumentException if it is not beyond the last one
     */
    void skipTo(long sequence);

    /** Hands everything to the operating system. */
    void flush();

    /** Returns when everything is on the disk. One call makes durable whatever was appended before it, by whichever thread. */
    void force();

    /** Whether segments that are full are compressed from now on; those on the heap never are. */
    void compress(boolean wanted);

    /**
     * Removes one message.
     *
     * @param erase whether its bytes are overwritten too; of a compressed one, soon after
     * @return false if there is none
     */
    boolean remove(long sequence, boolean erase);

    /**
     * Removes some messages, in one step. They are not read where the index says enough of them.
     *
     * @param sequences in any order, of which the first {@code count} are meant; those that are not there are passed over
     * @return how many that were
     */
    long removeAll(long[] sequences, int count);

    /**
     * Removes everything before {@code sequence}; if that is beyond the last one, everything, and {@code sequence} is the
     * next to be given.
     *
     * @return how many messages that were
     */
    long removeBefore(long sequence);

    /**
     * Removes what matches, up to but without {@code before}, but leaves the last {@code keep} of what matches.
     *
     * @return how many messages that were
     */
    long removeMatching(SubjectFilter filter, long before, long keep);

    /**
     * Removes the first message of that message's subject if there are more of it than so many, without reading it.
     *
     * @return which that was, or -1
     */
    long removeFirstOfMoreThan(long most, Publication message);

    /**
     * Removes what has come to its own end.
     *
     * @param limit at most so many in one call
     * @param listener told of each before it goes
     * @return how many there were
     */
    int removeExpired(long nowNanos, int limit, RemovalListener listener);

    /** When the next message comes to its own end, or {@link #NEVER}. */
    long nextExpiryNanos();

    /** How things stand. Any thread. */
    StoreState state();

    /** How far the subjects of messages that were there at the opening are known. Any thread. */
    IndexProgress indexing();

    /** What is kept of one subject, or null. Any thread. */
    @Nullable
    SubjectState subject(byte[] subject);

    /** Visits the subjects that match, in no particular order, until the visitor has enough. Any thread. */
    void subjects(SubjectFilter filter, SubjectVisitor visitor);

    /**
     * How many messages from {@code fromSequence} on match.
     *
     * @param lastOfSubjectOnly whether only the last message of each subject counts
     */
    long count(long fromSequence, SubjectFilter filter, boolean lastOfSubjectOnly);

    /** The first message at or after that time; one beyond the last where there is none. Any thread. */
    long sequenceAt(long timeNanos);

    /** The sequences between first and last that are no longer there, in ascending order. Any thread. */
    long[] removedSequences();

    /** A reader for one thread, to be closed by it. Any thread. */
    MessageReader reader();

    /** Everything goes for good. */
    void delete();

    /** Flushes, forces and lets go. */
    @Override
    void close();

    /** Is told of messages that go. */
    @FunctionalInterface
    interface RemovalListener {
        /**
         * @param message valid during the call
         */
        void removing(MessageReader message);
    }

    /** Is shown subjects. */
    @FunctionalInterface
    interface SubjectVisitor {
        /**
         * @return whether to go on
         */
        boolean visit(byte[] subject, SubjectState state);
    }
}
