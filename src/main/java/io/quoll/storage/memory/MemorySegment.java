package io.quoll.storage.memory;

import io.quoll.message.Publication;
import io.quoll.storage.segment.Extent;
import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.RecordWindow;
import io.quoll.storage.segment.Segment;
import io.quoll.storage.segment.SlotIndex;
import io.quoll.storage.segment.SubjectKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Messages one behind the other in one array, as {@link RecordFormat records} without checksum. Bytes once written are never
 * changed; where some are to go, another array takes the place of the first, and readers that stand in the old one may
 * finish.
 */
final class MemorySegment extends Segment {

    /** Where the first record is: 0 means none in the index. */
    private static final int BEGIN = 8;

    private volatile ByteBuffer bytes;
    private final SlotIndex index;
    private int used = BEGIN;
    private long firstTimeNanos;
    private volatile long lastTimeNanos;
    private volatile long end;

    MemorySegment(long first, int capacity) {
        this(first, first, capacity, new SlotIndex());
    }

    private MemorySegment(long first, long end, int capacity, SlotIndex index) {
        super(first);
        this.bytes = buffer(capacity);
        this.index = index;
        this.end = end;
    }

    /** A segment of few messages between two sequences. */
    static MemorySegment sparse(long first, long end, int capacity, int[] places) {
        return new MemorySegment(first, end, capacity, new SlotIndex(places.length, places));
    }

    private static ByteBuffer buffer(int capacity) {
        return ByteBuffer.allocate(BEGIN + capacity + Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long end() {
        return end;
    }

    boolean hasRoomFor(int size) {
        return bytes.capacity() - Publication.SLACK - used >= size;
    }

    /** How many bytes it has taken in, whether they are still needed or not. */
    int used() {
        return used - BEGIN;
    }

    int capacity() {
        return bytes.capacity() - Publication.SLACK - BEGIN;
    }

    void append(long sequence, Publication message, long timeNanos, long expiresAtNanos) {
        RecordFormat.putMessage(bytes, used, sequence, message, timeNanos, expiresAtNanos);
        int size = RecordFormat.sizeOf(message);
        took(sequence, Extent.of(size, message.hasHeaders()), message.subjectHash(), timeNanos);
    }

    /** Appends a copy of the record there. */
    void append(RecordWindow window) {
        bytes.put(used, window.buffer(), window.at(), RecordFormat.padded(window.size()));
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
        int offset = index.offset(sequence - first());
        if (offset == 0) {
            return false;
        }
        window.place(bytes, offset << 3);
        return true;
    }

    @Override
    public int extentOf(long sequence) {
        return sequence < first() ? Extent.UNKNOWN : index.extent(sequence - first());
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

    /** Takes on another array, in which the bytes of that message are zero. */
    void erase(long sequence) {
        int at = index.offset(sequence - first()) << 3;
        if (at == 0) {
            return;
        }
        ByteBuffer old = bytes;
        ByteBuffer copy = ByteBuffer.allocate(old.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(0, old, 0, used);
        int size = old.getInt(at + RecordFormat.SIZE_AT);
        for (int i = RecordFormat.HEADER_SIZE; i < size; i++) {
            copy.put(at + i, (byte) 0);
        }
        bytes = copy;
    }
}
