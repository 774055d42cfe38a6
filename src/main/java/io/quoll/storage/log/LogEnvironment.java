package io.quoll.storage.log;

import java.util.concurrent.Executor;

/**
 * What the stores of one directory share.
 *
 * @param housekeeper runs what may take its time: sealing, catalogues, compaction, indexes
 * @param smallestSegment how many bytes a segment takes in at least before the next one begins
 * @param largestSegment how many it takes in at most
 */
record LogEnvironment(
        Disk disk, StagingPool pool, PageCache cache, Executor housekeeper, long smallestSegment, long largestSegment) {

    private static final long SMALLEST_SEGMENT = 16 << 20;
    private static final long LARGEST_SEGMENT = 512 << 20;

    static LogEnvironment of(Disk disk, Executor housekeeper) {
        return new LogEnvironment(
                disk, new StagingPool(), new PageCache(), housekeeper, SMALLEST_SEGMENT, LARGEST_SEGMENT);
    }

    /**
     * How large the next segment may become: as large as all that is there, so that a store of any size has few segments and
     * one with limits does not hold much more than they say, but from {@code LARGEST / 8} on only slowly larger.
     */
    long segmentSize(long liveBytes) {
        long moderate = largestSegment >> 3;
        return Math.max(
                smallestSegment, Math.min(largestSegment, Math.max(Math.min(liveBytes, moderate), liveBytes >> 7)));
    }
}
