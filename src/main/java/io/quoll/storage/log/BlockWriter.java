package io.quoll.storage.log;

import io.quoll.storage.compression.SnappyBlock;
import io.quoll.storage.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes a segment into a file in compressed blocks: first records, see {@link CompressedRecords}, then the pages of their
 * index, see {@link PackedPages}. The housekeeper's.
 */
final class BlockWriter {

    private final DiskFile file;
    private final SnappyBlock codec = new SnappyBlock();
    private final byte[] waiting = new byte[CompressedRecords.BLOCK];
    private final byte[] compressed = new byte[SnappyBlock.mostFor(CompressedRecords.BLOCK)];
    private int waitingBytes;
    private long[] directory = new long[64];
    private int blocks;
    private long position = LogSegment.HEAD_SIZE;

    BlockWriter(DiskFile file) {
        this.file = file;
    }

    /** Adds what is between the buffer's position and limit. */
    void write(ByteBuffer records) throws IOException {
        while (records.hasRemaining()) {
            int part = Math.min(records.remaining(), waiting.length - waitingBytes);
            records.get(waiting, waitingBytes, part);
            waitingBytes += part;
            if (waitingBytes == waiting.length) {
                writeBlock();
            }
        }
    }

    /** There are no more records; adds whole pages. */
    void writePages(ByteBuffer pages) throws IOException {
        finish();
        while (pages.hasRemaining()) {
            PackedPages.pack(pages, waiting);
            waitingBytes = PagedSection.PAGE_SIZE;
            writeBlock();
        }
    }

    private void writeBlock() throws IOException {
        int size = codec.compress(waiting, 0, waitingBytes, compressed, 0);
        boolean smaller = size < waitingBytes;
        byte[] stored = smaller ? compressed : waiting;
        size = smaller ? size : waitingBytes;
        file.write(ByteBuffer.wrap(stored, 0, size), position);
        if (blocks == directory.length) {
            directory = Arrays.copyOf(directory, 2 * blocks);
        }
        directory[blocks++] = BlockReader.word(position, size);
        position += size;
        waitingBytes = 0;
    }

    /** There is nothing more; says where the blocks end. */
    long finish() throws IOException {
        if (waitingBytes > 0) {
            writeBlock();
        }
        return position;
    }

    long[] directory() {
        return Arrays.copyOf(directory, blocks);
    }
}
