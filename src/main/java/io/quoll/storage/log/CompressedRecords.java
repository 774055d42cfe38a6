package io.quoll.storage.log;

import io.quoll.storage.compression.DamagedBlockException;
import io.quoll.storage.compression.SnappyBlock;
import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.log.PagedSection.DamagedPageException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The records of a segment whose file holds them in compressed blocks: records have the places they would have if they were
 * not compressed. A block that is damaged reads as zeros, which are no record. Any thread.
 *
 * <pre>
 *  places  | 64 .. 65,599 | 65,600 .. 131,135 | ...       what a block holds
 *  file    | head | block | block | ... | sections, the last two of which say where each block is
 * </pre>
 */
final class CompressedRecords implements RecordBytes {

    static final int BLOCK = SnappyBlock.MOST;
    private static final int SIZE_BITS = 24;
    private static final long SIZE_MASK = (1L << SIZE_BITS) - 1;

    private final DiskFile file;
    private final BlockCache cache;
    private final PagedSection directory;
    private final PagedSection again;
    private final long recordsEnd;

    CompressedRecords(DiskFile file, PageCache cache, SegmentFooter footer) {
        this.file = file;
        this.cache = cache.blocks();
        this.directory = new PagedSection(file, cache, footer.blocksAt(), footer.blocks());
        this.again = new PagedSection(file, cache, footer.blocksAgainAt(), footer.blocks());
        this.recordsEnd = footer.recordsEnd();
    }

    /** What the directory says of a block: where it is, and how many bytes it has there. */
    static long word(long position, int size) {
        return position << SIZE_BITS | size;
    }

    /** How many blocks there are up to that place. */
    static long blocksTo(long recordsEnd) {
        return (recordsEnd - LogSegment.HEAD_SIZE + BLOCK - 1) / BLOCK;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining() && at < recordsEnd) {
            int number = (int) ((at - LogSegment.HEAD_SIZE) / BLOCK);
            int offset = (int) ((at - LogSegment.HEAD_SIZE) % BLOCK);
            byte[] block = block(number);
            int part = Math.min(into.remaining(), block.length - offset);
            into.put(block, offset, part);
            at += part;
        }
        return (int) (at - position);
    }

    private byte[] block(int number) throws IOException {
        byte[] block = cache.find(this, number);
        if (block == null) {
            block = readBlock(number);
            cache.keep(this, number, block);
        }
        return block;
    }

    private long word(int number) throws IOException {
        try {
            return directory.get(number);
        } catch (DamagedPageException e) {
            return again.get(number);
        }
    }

    private byte[] readBlock(int number) throws IOException {
        long begin = LogSegment.HEAD_SIZE + (long) number * BLOCK;
        byte[] block = new byte[(int) Math.min(BLOCK, recordsEnd - begin)];
        long word = word(number);
        int size = (int) (word & SIZE_MASK);
        if (size > SnappyBlock.mostFor(BLOCK)) {
            return block;
        }
        ByteBuffer stored = ByteBuffer.allocate(size);
        if (file.read(stored, word >>> SIZE_BITS) < size) {
            return block;
        }
        if (size == block.length) {
            return stored.array();
        }
        try {
            SnappyBlock.decompress(stored.array(), 0, size, block, 0, block.length);
        } catch (DamagedBlockException e) {
            // What was read before the damage is whole, as the checksums of its records will say.
            return block;
        }
        return block;
    }
}
