package io.quoll.storage.log;

import io.quoll.storage.compression.DamagedBlockException;
import io.quoll.storage.compression.SnappyBlock;
import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.log.PagedSection.DamagedPageException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the compressed blocks of a segment's file by their numbers. Keeps none of them. Any thread. */
final class BlockReader {

    private static final int SIZE_BITS = 24;
    private static final long SIZE_MASK = (1L << SIZE_BITS) - 1;

    private final DiskFile file;
    private final PagedSection directory;
    private final PagedSection again;

    BlockReader(DiskFile file, PageCache cache, SegmentFooter footer) {
        this.file = file;
        this.directory = new PagedSection(file, cache, footer.blocksAt(), footer.blocks());
        this.again = new PagedSection(file, cache, footer.blocksAgainAt(), footer.blocks());
    }

    /** What the directory says of a block: where it is, and how many bytes it has there. */
    static long word(long position, int size) {
        return position << SIZE_BITS | size;
    }

    static long positionOf(long word) {
        return word >>> SIZE_BITS;
    }

    static int sizeOf(long word) {
        return (int) (word & SIZE_MASK);
    }

    private long word(int number) throws IOException {
        try {
            return directory.get(number);
        } catch (DamagedPageException e) {
            return again.get(number);
        }
    }

    /**
     * What a block holds. Of one that is damaged what stands before the damage, then zeros.
     *
     * @param length how many bytes it holds
     */
    byte[] read(int number, int length) throws IOException {
        byte[] block = new byte[length];
        long word = word(number);
        int size = sizeOf(word);
        if (size > SnappyBlock.mostFor(length)) {
            return block;
        }
        ByteBuffer stored = ByteBuffer.allocate(size);
        if (file.read(stored, positionOf(word)) < size) {
            return block;
        }
        if (size == length) {
            return stored.array();
        }
        try {
            SnappyBlock.decompress(stored.array(), 0, size, block, 0, length);
        } catch (DamagedBlockException e) {
            // What was read before the damage is whole, as the checksums of its records will say.
            return block;
        }
        return block;
    }
}
