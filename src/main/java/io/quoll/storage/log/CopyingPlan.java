package io.quoll.storage.log;

import io.quoll.storage.segment.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Which segments are to be written anew, some neighbours together: those that are less than half full, those of which something
 * is to be overwritten, and, where compression is wanted, those that are not compressed. Made for one look. The housekeeper's.
 */
final class CopyingPlan {

    private final Segment[] all;
    private final long catalogued;
    private final long mostBytes;
    private final boolean compressing;

    /**
     * @param catalogued segments that begin before have all their removals in the catalogue, and only those may be copied
     * @param mostBytes what neighbours may come to that are copied together
     */
    CopyingPlan(Segment[] all, long catalogued, long mostBytes, boolean compressing) {
        this.all = all;
        this.catalogued = catalogued;
        this.mostBytes = mostBytes;
        this.compressing = compressing;
    }

    /** The segments that come next, in ascending order; none if nothing is due. */
    List<LogSegment> next() {
        for (int i = 0; i < all.length; i++) {
            LogSegment segment = (LogSegment) all[i];
            if (isReady(segment) && segment.isSparse()) {
                return withNeighbours(i);
            }
        }
        for (Segment each : all) {
            LogSegment segment = (LogSegment) each;
            boolean plain = compressing && !segment.isCompressed();
            if (isReady(segment) && (plain || segment.isRewriteWanted())) {
                return List.of(segment);
            }
        }
        return List.of();
    }

    private boolean isReady(LogSegment segment) {
        return segment.isSealed() && segment.first() < catalogued && segment.messages() > 0;
    }

    /** With those beside it that are not much larger than what is left of it. */
    private List<LogSegment> withNeighbours(int index) {
        int from = index;
        int to = index + 1;
        long size = all[index].liveBytes();
        while (from > 0 && isWorthCopying(all[from - 1], size)) {
            size += all[--from].liveBytes();
        }
        while (to < all.length && isWorthCopying(all[to], size)) {
            size += all[to++].liveBytes();
        }
        List<LogSegment> group = new ArrayList<>();
        for (int i = from; i < to; i++) {
            group.add((LogSegment) all[i]);
        }
        return group;
    }

    private boolean isWorthCopying(Segment neighbour, long size) {
        return neighbour.first() < catalogued
                && ((LogSegment) neighbour).isSealed()
                && neighbour.liveBytes() <= size << 1
                && size + neighbour.liveBytes() <= mostBytes;
    }
}
