package io.quoll.storage.memory;

import io.quoll.message.Publication;
import io.quoll.storage.segment.Extent;
import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.RecordWindow;
import io.quoll.storage.segment.Segment;
import io.quoll.storage.segment.SlotIndex;
import io.quoll.storage.segment.SubjectKey;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Messages one behind the other, as {@link RecordFormat records} without checksum: a small segment in an array, whose readers
 * see the record itself; a large one in a {@linkplain MemoryBlocks block}, whose readers get a copy. Bytes once written are
 * never changed; where some are to go, others take the place of the first. Who stands in an array may finish. A block serves
 * others at once, so whoever has copied from it looks again whether it was still this segment's.
 */
final class MemorySegment extends Segment {

    /** Where the first record is: 0 means none in the index. */
    private static final int BEGIN = 8;

    /** What a segment in a block takes in. */
    static final int LARGEST = MemoryBlocks.SIZE - BEGIN;

    /** A copy is made with so much room at least, so that it is seldom made larger. */
    private static final int SMALLEST_COPY = 1 << 10;

    private final MemoryBlocks blocks;

    /** Null once it is {@linkplain #release released}. */
    private volatile @Nullable ByteBuffer bytes;

    private final int limit;
    private final SlotIndex index;
    private int used = BEGIN;
    private long firstTimeNanos;
    private volatile long lastTimeNanos;
    private volatile long end;

    MemorySegment(MemoryBlocks blocks, long first, int capacity) {
        this(blocks, first, first, capacity, new SlotIndex());
    }

    private MemorySegment(MemoryBlocks blocks, long first, long end, int capacity, SlotIndex index) {
        super(first);
        this.blocks = blocks;
        this.limit = BEGIN + capacity;
        this.bytes = limit < MemoryBlocks.SIZE ? array() : blocks.take(limit);
        this.index = index;
        this.end = end;
    }

    /** A segment of few messages between two sequences. */
    static MemorySegment sparse(MemoryBlocks blocks, long first, long end, int capacity, int[] places) {
        return new MemorySegment(blocks, first, end, capacity, new SlotIndex(places.length, places));
    }

    private ByteBuffer array() {
        return ByteBuffer.allocate(limit + Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer bytes() {
        ByteBuffer present = bytes;
        if (present == null) {
            throw new IllegalStateException("the segment is released");
        }
        return present;
    }

    @Override
    public long end() {
        return end;
    }

    boolean hasRoomFor(int size) {
        return limit - used >= size;
    }

    /** How many bytes it has taken in, whether they are still needed or not. */
    int used() {
        return used - BEGIN;
    }

    int capacity() {
        return limit - BEGIN;
    }

    void append(long sequence, Publication message, long timeNanos, long expiresAtNanos) {
        RecordFormat.putMessage(bytes(), used, sequence, message, timeNanos, expiresAtNanos);
        int size = RecordFormat.sizeOf(message);
        took(sequence, Extent.of(size, message.hasHeaders()), message.subjectHash(), timeNanos);
    }

    /** Appends a copy of the record there. */
    void append(RecordWindow window) {
        bytes().put(used, window.buffer(), window.at(), RecordFormat.padded(window.size()));
        long hash = SubjectKey.hashOf(window.buffer(), window.subjectAt(), window.subjectLength());
        index.add(used >> 3, hash, Extent.of(window.size(), window.headerLength() > 0));
        took(window.size(), window.timeNanos());
    }

    private void took(long sequence, int extent, long hash, long timeNanos) {
        int leftOut = (int) (sequence - first()) - index.size();
        if (leftOut > 0) {
            index.addNone(leftOut);
        }
        index.add(used >> 3, hash, extent);
        took(Extent.size(extent), timeNanos);
        end = sequence + 1;
    }

    private void took(int size, long timeNanos) {
        if (used == BEGIN) {
            firstTimeNanos = timeNanos;
        }
        used += RecordFormat.padded(size);
        lastTimeNanos = timeNanos;
    }

    @Override
    public boolean load(RecordWindow window, long sequence) {
        if (sequence < first() || sequence >= end) {
            return false;
        }
        long place = sequence - first();
        int offset = index.offset(place);
        if (offset == 0) {
            return false;
        }
        int size = Extent.size(index.extent(place));
        for (ByteBuffer from = bytes; from != null; from = bytes) {
            if (!from.isDirect()) {
                window.place(from, offset << 3);
                return true;
            }
            ByteBuffer copy = window.scratch(Math.max(size, SMALLEST_COPY));
            copy.put(0, from, offset << 3, size);
            VarHandle.loadLoadFence();
            if (isIn(from)) {
                window.place(copy, 0);
                return true;
            }
        }
        return false;
    }

    /** Whether it is that very block, whatever is in it. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isIn(ByteBuffer block) {
        return bytes == block;
    }

    @Override
    public int extentOf(long sequence) {
        return sequence < first() ? Extent.UNKNOWN : index.extent(sequence - first());
    }

    @Override
    public long subjectHashOf(long sequence) {
        return sequence < first() ? NO_HASH : index.hash(sequence - first());
    }

    @Override
    public long candidateAfter(long sequence, SubjectKey subject) {
        return sequenceAt(index.after(sequence - first(), end - first(), subject.hash()));
    }

    @Override
    public long candidateBefore(long sequence, SubjectKey subject) {
        return sequenceAt(index.before(Math.min(sequence, end - 1) - first(), subject.hash()));
    }

    private long sequenceAt(long place) {
        return place < 0 ? -1 : first() + place;
    }

    @Override
    public long firstTimeNanos() {
        return firstTimeNanos;
    }

    @Override
    public long lastTimeNanos() {
        return lastTimeNanos;
    }

    /** Goes on with an array in which the bytes of that message are zero. */
    void erase(long sequence) {
        int at = index.offset(sequence - first()) << 3;
        if (at == 0) {
            return;
        }
        ByteBuffer old = bytes();
        ByteBuffer copy = array();
        copy.put(0, old, 0, used);
        wipe(copy, at);
        bytes = copy;
        VarHandle.fullFence();
        if (old.isDirect()) {
            wipe(old, at);
            blocks.giveBack(old);
        }
    }

    private static void wipe(ByteBuffer of, int at) {
        int size = of.getInt(at + RecordFormat.SIZE_AT);
        for (int i = RecordFormat.HEADER_SIZE; i < size; i++) {
            of.put(at + i, (byte) 0);
        }
    }

    /** Its messages are gone, or elsewhere, and nobody who looks for them is sent here any more. */
    void release() {
        ByteBuffer old = bytes;
        if (old != null && old.isDirect()) {
            bytes = null;
            VarHandle.fullFence();
            blocks.giveBack(old);
        }
    }
}
