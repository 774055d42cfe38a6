package io.quoll.storage.log;

import io.quoll.storage.compression.SnappyBlock;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The records of a segment whose file holds them in compressed blocks: records have the places they would have if they were
 * not compressed. A block that is damaged reads as zeros, which are no record. Any thread.
 *
 * <pre>
 *  places  | 64 .. 65,599 | 65,600 .. 131,135 | ...       what a block holds
 *  file    | head | block | block | ... | index, see {@link PackedPages} | where each block is, twice | footer | footer |
 * </pre>
 */
final class CompressedRecords implements RecordBytes {

    static final int BLOCK = SnappyBlock.MOST;

    private final BlockReader reader;
    private final BlockCache cache;
    private final long recordsEnd;

    CompressedRecords(BlockReader reader, BlockCache cache, long recordsEnd) {
        this.reader = reader;
        this.cache = cache;
        this.recordsEnd = recordsEnd;
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
            long begin = LogSegment.HEAD_SIZE + (long) number * BLOCK;
            block = reader.read(number, (int) Math.min(BLOCK, recordsEnd - begin));
            cache.keep(this, number, block);
        }
        return block;
    }
}
