package io.quoll.storage.segment;

/**
 * What is kept of each subject of a stream. First and last are sequences of messages of that subject, of which the first and
 * the last that are still there lie between; the count is exact. Called under the store's lock only.
 */
public interface SubjectIndex extends AutoCloseable {

    /** A message of that subject was appended. */
    void added(SubjectKey subject, long sequence);

    /**
     * One of its messages went; with the last one the subject goes.
     *
     * @param live what is still there
     */
    void removed(SubjectKey subject, LiveSet live);

    /**
     * Looks up a subject.
     *
     * @return false if there is no message of it
     */
    boolean find(SubjectKey subject, SubjectEntry entry);

    /**
     * Places the key on the one subject whose hash has that upper half, of which a message is known to be there.
     *
     * @return false if that may be another one, or is not to be told without much ado
     */
    boolean byHash(long upperHash, SubjectKey key);

    /** First and last are known better now; the count stays. */
    void settle(SubjectKey subject, long first, long last);

    /** It turned out that no message of it is left. */
    void forget(SubjectKey subject);

    long size();

    /** Into how many parts it is divided for {@link #forEach}. */
    int parts();

    /** Visits one part of it. */
    void forEach(int part, Visitor visitor);

    void clear();

    /** It is not used any more. */
    @Override
    default void close() {}

    /** Is shown subjects. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param subject its own bytes
         * @param entry valid during the call
         */
        void visit(byte[] subject, SubjectEntry entry);
    }

    /** What is kept of one subject, to be filled. */
    final class SubjectEntry {
        private long first;
        private long last;
        private long count;

        public void set(long newFirst, long newLast, long newCount) {
            first = newFirst;
            last = newLast;
            count = newCount;
        }

        /** What was known of the subject elsewhere comes on top. */
        public void add(SubjectEntry more) {
            set(Math.min(first, more.first), Math.max(last, more.last), count + more.count);
        }

        public long first() {
            return first;
        }

        public long last() {
            return last;
        }

        public long count() {
            return count;
        }
    }
}
