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
 *
 *  footer  | magic | first | end | records end | messages | sparse | seed | first time | last time | least expiry | CRC32C |
 *          eight bytes each
 *
 *  slots     for each sequence, or for each message if sparse: offset and size of its record, both in units of eight bytes,
 *            32 bits each; 0 where there is no message
 *  places    for each slot: its sequence
 *  subjects  for each message, in ascending order: 40 bits of its subject's hash under the seed, 24 bits slot
 * </pre>
 *
 * @param slots how many slots there are
 * @param messages how many messages were in it when it was sealed
 * @param leastExpiryNanos when the first of them comes to its own end, 0 for never
 */
record SegmentFooter(
        long first,
        long end,
        long recordsEnd,
        long slots,
        long messages,
        boolean sparse,
        long seed,
        long firstTimeNanos,
        long lastTimeNanos,
        long leastExpiryNanos) {

    private static final long MAGIC = 0x31_4C41_4553_4C51L; // "QLSEAL1"
    private static final int WORDS = 12;
    static final int SIZE = WORDS * Long.BYTES;

    long slotsAt() {
        return recordsEnd;
    }

    long placesAt() {
        return slotsAt() + PagedSection.bytesFor(slots);
    }

    long subjectsAt() {
        return placesAt() + (sparse ? PagedSection.bytesFor(slots) : 0);
    }

    long footerAt() {
        return subjectsAt() + PagedSection.bytesFor(messages);
    }

    void write(DiskFile file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(MAGIC)
                .putLong(first)
                .putLong(end)
                .putLong(recordsEnd)
                .putLong(slots)
                .putLong(messages)
                .putLong(sparse ? 1 : 0)
                .putLong(seed)
                .putLong(firstTimeNanos)
                .putLong(lastTimeNanos)
                .putLong(leastExpiryNanos);
        buffer.putLong(checksum(buffer));
        file.write(buffer.flip(), footerAt());
    }

    /** The footer of a file, or null if it has none that is whole. */
    static @Nullable SegmentFooter read(DiskFile file, long fileSize) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        if (fileSize < SIZE || file.read(buffer, fileSize - SIZE) < SIZE) {
            return null;
        }
        if (buffer.getLong(0) != MAGIC || buffer.getLong(SIZE - Long.BYTES) != checksum(buffer)) {
            return null;
        }
        SegmentFooter footer = new SegmentFooter(
                buffer.getLong(8),
                buffer.getLong(16),
                buffer.getLong(24),
                buffer.getLong(32),
                buffer.getLong(40),
                buffer.getLong(48) != 0,
                buffer.getLong(56),
                buffer.getLong(64),
                buffer.getLong(72),
                buffer.getLong(80));
        return footer.footerAt() + SIZE == fileSize ? footer : null;
    }

    private static long checksum(ByteBuffer buffer) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(0, SIZE - Long.BYTES));
        return crc.getValue();
    }
}
