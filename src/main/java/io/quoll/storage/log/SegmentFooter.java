package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The end of a sealed segment's file: what is in it, and where.
 *
 * <pre>
 *  file    | head | records ... | slots | places, if sparse | subjects | footer |
 *  if compressed, in blocks         | ... | subjects | blocks | blocks | footer | footer |
 *
 *  footer  | magic | first | end | records end | slots | messages | marks | seed | first time | last time | least expiry | CRC32C |
 *          eight bytes each; marks: 1 sparse, 2 no message has headers, 4 compressed, 8 exact, 16 packed
 *
 *  slots     for each sequence, or for each message if sparse: offset of its record in units of eight bytes, and its
 *            {@link io.quoll.storage.segment.Extent}, 32 bits each; 0 where there is no message
 *  places    for each slot: its sequence
 *  subjects  for each message, in ascending order: 32 bits of its subject's hash under the seed, and its slot
 *            where it is not exact, 40 bits and 24, and in slots there is the size in units of eight bytes
 *  blocks    where each compressed block of records is, 40 bits, and its size, 24 bits, see {@link CompressedRecords}; where it
 *            is packed, the pages of slots, places and subjects are blocks, too, see {@link PackedPages}
 * </pre>
 *
 * @param recordsEnd where the records end, or would end were they not compressed
 * @param sectionsAt where the records end in the file, and what else is in blocks
 * @param slots how many slots there are
 * @param messages how many messages were in it when it was sealed
 * @param headers whether any of them may have headers
 * @param packed whether slots, places and subjects are in compressed blocks, as they are now where records are
 * @param exact whether it is written as it is now, with the exact size of each message
 * @param leastExpiryNanos when the first of them comes to its own end, 0 for never
 */
record SegmentFooter(
        long first,
        long end,
        long recordsEnd,
        long sectionsAt,
        long slots,
        long messages,
        boolean sparse,
        boolean headers,
        boolean compressed,
        boolean packed,
        boolean exact,
        long seed,
        long firstTimeNanos,
        long lastTimeNanos,
        long leastExpiryNanos) {

    private static final long MAGIC = 0x31_4C41_4553_4C51L; // "QLSEAL1"
    private static final int SPARSE = 1;
    private static final int NO_HEADERS = 2;
    private static final int COMPRESSED = 4;
    private static final int EXACT = 8;
    private static final int PACKED = 16;
    private static final int WORDS = 12;
    static final int SIZE = WORDS * Long.BYTES;

    /** By its place, as that of the next two: behind the records, or where they would end were they not compressed. */
    long slotsAt() {
        return packed ? recordsEnd : sectionsAt;
    }

    long placesAt() {
        return slotsAt() + PagedSection.bytesFor(slots);
    }

    long subjectsAt() {
        return placesAt() + (sparse ? PagedSection.bytesFor(slots) : 0);
    }

    private long indexBytes() {
        return subjectsAt() + PagedSection.bytesFor(messages) - slotsAt();
    }

    long blocksAt() {
        return packed ? sectionsAt : sectionsAt + indexBytes();
    }

    long blocks() {
        long ofRecords = compressed ? CompressedRecords.blocksTo(recordsEnd) : 0;
        return packed ? ofRecords + indexBytes() / PagedSection.PAGE_SIZE : ofRecords;
    }

    /** The same again: without it nothing could be read. */
    long blocksAgainAt() {
        return blocksAt() + PagedSection.bytesFor(blocks());
    }

    private long footerAt() {
        return blocksAgainAt() + PagedSection.bytesFor(blocks());
    }

    long fileSize() {
        return footerAt() + (compressed ? 2L : 1L) * SIZE;
    }

    private int marks() {
        return (sparse ? SPARSE : 0)
                | (headers ? 0 : NO_HEADERS)
                | (compressed ? COMPRESSED : 0)
                | (packed ? PACKED : 0)
                | (exact ? EXACT : 0);
    }

    void write(DiskFile file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(MAGIC)
                .putLong(first)
                .putLong(end)
                .putLong(recordsEnd)
                .putLong(slots)
                .putLong(messages)
                .putLong(marks())
                .putLong(seed)
                .putLong(firstTimeNanos)
                .putLong(lastTimeNanos)
                .putLong(leastExpiryNanos);
        buffer.putLong(checksum(buffer));
        for (long at = footerAt(); at < fileSize(); at += SIZE) {
            file.write(buffer.rewind(), at);
        }
    }

    /** The footer of a file, or null if it has none that is whole. */
    static @Nullable SegmentFooter read(DiskFile file, long fileSize) throws IOException {
        SegmentFooter last = read(file, fileSize, fileSize - SIZE);
        return last != null ? last : read(file, fileSize, fileSize - 2 * SIZE);
    }

    private static @Nullable SegmentFooter read(DiskFile file, long fileSize, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        if (at < 0 || file.read(buffer, at) < SIZE) {
            return null;
        }
        if (buffer.getLong(0) != MAGIC || buffer.getLong(SIZE - Long.BYTES) != checksum(buffer)) {
            return null;
        }
        boolean compressed = (buffer.getLong(48) & COMPRESSED) != 0;
        SegmentFooter footer = of(buffer, compressed, buffer.getLong(24));
        if (compressed) {
            // The blocks end where the sections begin, of which all sizes are known.
            long sections = footer.fileSize() - footer.sectionsAt();
            footer = of(buffer, true, fileSize - sections);
        }
        return footer.sectionsAt() >= LogSegment.HEAD_SIZE && footer.fileSize() == fileSize ? footer : null;
    }

    private static SegmentFooter of(ByteBuffer buffer, boolean compressed, long sectionsAt) {
        return new SegmentFooter(
                buffer.getLong(8),
                buffer.getLong(16),
                buffer.getLong(24),
                sectionsAt,
                buffer.getLong(32),
                buffer.getLong(40),
                (buffer.getLong(48) & SPARSE) != 0,
                (buffer.getLong(48) & NO_HEADERS) == 0,
                compressed,
                (buffer.getLong(48) & PACKED) != 0,
                (buffer.getLong(48) & EXACT) != 0,
                buffer.getLong(56),
                buffer.getLong(64),
                buffer.getLong(72),
                buffer.getLong(80));
    }

    private static long checksum(ByteBuffer buffer) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(0, SIZE - Long.BYTES));
        return crc.getValue();
    }
}
