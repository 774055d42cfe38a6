package io.quoll.storage.log;

import java.util.concurrent.Executor;

/**
 * What the stores of one directory share.
 *
 * @param housekeeper runs what may take its time: sealing, catalogues, compaction, indexes
 * @param smallestSegment how many bytes a segment takes in at least before the next one begins
 * @param largestSegment how many it takes in at most
 * @param heapSubjects how many subjects of a stream are kept on the heap before others leave it
 */
record LogEnvironment(
        Disk disk,
        StagingPool pool,
        PageCache cache,
        Executor housekeeper,
        long smallestSegment,
        long largestSegment,
        int heapSubjects) {

    private static final long SMALLEST_SEGMENT = 16 << 20;
    private static final long LARGEST_SEGMENT = 512 << 20;
    private static final int HEAP_SUBJECTS = 1 << 17;

    static LogEnvironment of(Disk disk, Executor housekeeper) {
        return new LogEnvironment(
                disk,
                new StagingPool(),
                new PageCache(),
                housekeeper,
                SMALLEST_SEGMENT,
                LARGEST_SEGMENT,
                HEAP_SUBJECTS);
    }

    /** So many messages have their subjects gathered before a store is opened; more are gathered behind its back. */
    int gatheredAtOnce() {
        return heapSubjects >> 3;
    }

    /**
     * How large the next segment may become: as large as all that is there, so that a store of any size has few segments and
     * one with limits does not hold much more than they say, but from {@code LARGEST / 8} on only slowly larger. Where full
     * segments are compressed, a 32nd of all that is there, as the one that is not full yet is larger than many that are.
     */
    long segmentSize(long liveBytes, boolean compressing) {
        if (compressing) {
            return Math.max(smallestSegment >> 1, Math.min(largestSegment, liveBytes >> 5));
        }
        long moderate = largestSegment >> 3;
        return Math.max(
                smallestSegment, Math.min(largestSegment, Math.max(Math.min(liveBytes, moderate), liveBytes >> 7)));
    }
}
