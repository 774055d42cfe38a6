package io.quoll.storage.memory;

import io.quoll.message.Publication;
import io.quoll.storage.StorageException;
import io.quoll.storage.segment.LiveSet;
import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.RecordWindow;
import io.quoll.storage.segment.Segment;
import io.quoll.storage.segment.SegmentedStore;
import io.quoll.storage.segment.SubjectTable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages in memory. Segments grow with the store, from {@value #SMALLEST} bytes to a {@linkplain MemoryBlocks block}; one
 * that is less than half full of messages is copied together, with its neighbours where they are small too.
 */
public final class MemoryMessageStore extends SegmentedStore {

    private static final Logger LOG = System.getLogger(MemoryMessageStore.class.getName());

    private static final int SMALLEST = 4 << 10;
    private static final int LARGEST = MemorySegment.LARGEST;

    /** What NATS counts for a message in memory beside its bytes. */
    private static final int OVERHEAD = 16;

    /** Leaving out so many sequences is worth a new segment. */
    private static final int GAP = 4096;

    /** All streams' together. */
    private static final MemoryBlocks BLOCKS = new MemoryBlocks();

    private final MemoryBlocks blocks;
    private @Nullable MemorySegment tail;

    public MemoryMessageStore() {
        this(BLOCKS);
    }

    MemoryMessageStore(MemoryBlocks blocks) {
        super(new SubjectTable());
        this.blocks = blocks;
    }

    @Override
    protected Segment keep(Publication message, long sequence, long timeNanos, long expiresAtNanos) {
        int size = RecordFormat.padded(RecordFormat.sizeOf(message));
        MemorySegment segment = tail;
        if (segment == null || !segment.hasRoomFor(size) || sequence - segment.end() > GAP) {
            segment = grow(sequence, size);
        }
        segment.append(sequence, message, timeNanos, expiresAtNanos);
        return segment;
    }

    private MemorySegment grow(long sequence, int size) {
        MemorySegment full = tail;
        int capacity = full == null ? SMALLEST : Math.min(LARGEST, Math.max(SMALLEST, full.capacity() << 1));
        MemorySegment next = new MemorySegment(blocks, sequence, Math.max(capacity, size));
        addSegment(next);
        tail = next;
        if (full != null) {
            thinned(full);
        }
        return next;
    }

    @Override
    protected void thinned(Segment segment) {
        MemorySegment thin = (MemorySegment) segment;
        int at = Segment.indexOf(segments(), thin.first());
        if (at < 0 || segments()[at] != thin) {
            // It was copied together with a neighbour meanwhile.
            return;
        }
        if (thin == tail) {
            if (thin.messages() == 0 && thin.used() > SMALLEST) {
                tail = null;
                replace(at, at + 1, null);
            }
        } else if (thin.messages() == 0) {
            replace(at, at + 1, null);
        } else if (thin.liveBytes() < thin.used() >> 1) {
            compact(thin);
        }
    }

    @Override
    protected void emptied() {
        tail = null;
        replace(0, segments().length, null);
    }

    private void replace(int from, int to, @Nullable MemorySegment with) {
        Segment[] before = segments();
        replaceSegments(from, to, with);
        for (int i = from; i < to; i++) {
            ((MemorySegment) before[i]).release();
        }
    }

    /**
     * Copies what is left together with neighbours of which little is left too. Where there is no memory for it, all stays as
     * it is until more has gone.
     */
    private void compact(MemorySegment thin) {
        Segment[] all = segments();
        int from = Segment.indexOf(all, thin.first());
        int to = from + 1;
        long size = thin.liveBytes();
        while (from > 0 && isWorthCopying(all[from - 1], size)) {
            size += all[--from].liveBytes();
        }
        while (to < all.length && isWorthCopying(all[to], size)) {
            size += all[to++].liveBytes();
        }
        long first = all[from].first();
        if (all[to - 1].end() - first > Integer.MAX_VALUE) {
            from = Segment.indexOf(all, thin.first());
            to = from + 1;
            first = thin.first();
            size = thin.liveBytes();
        }
        try {
            replace(from, to, copy(first, all[to - 1].end(), (int) size));
        } catch (StorageException.OutOfSpace e) {
            LOG.log(Level.DEBUG, "{0} messages are not copied together: {1}", live.size(), e.getMessage());
        }
    }

    /** A neighbour is copied along only if it is not much larger, or it would be copied again and again. */
    private boolean isWorthCopying(Segment neighbour, long size) {
        return neighbour != tail && neighbour.liveBytes() <= size << 1 && size + neighbour.liveBytes() <= LARGEST >> 1;
    }

    private MemorySegment copy(long first, long end, int size) {
        LiveSet present = live;
        List<Long> sequences = new ArrayList<>();
        for (long at = present.next(first); at >= 0 && at < end; at = present.next(at + 1)) {
            sequences.add(at);
        }
        int[] places = sequences.stream().mapToInt(s -> (int) (s - first)).toArray();
        MemorySegment copy = MemorySegment.sparse(blocks, first, end, size, places);
        RecordWindow window = new RecordWindow();
        for (long sequence : sequences) {
            Segment segment = segmentOf(sequence);
            if (segment == null || !segment.load(window, sequence)) {
                throw new IllegalStateException("no message " + sequence);
            }
            copy.append(window);
            copy.count(1, RecordFormat.padded(window.size()));
        }
        return copy;
    }

    @Override
    protected void overwrite(Segment segment, long sequence) {
        ((MemorySegment) segment).erase(sequence);
    }

    @Override
    protected int overhead(boolean hasHeaders) {
        return OVERHEAD;
    }

    @Override
    protected void noteRemoval(long[] sequences, int count) {}

    @Override
    protected void noteFloor(long sequence) {}

    @Override
    protected void noteSkip(long sequence) {}

    @Override
    public void compress(boolean wanted) {}

    @Override
    public void flush() {}

    @Override
    public void force() {}

    @Override
    public void delete() {
        dropBefore(live.end());
    }

    @Override
    public void close() {}
}
