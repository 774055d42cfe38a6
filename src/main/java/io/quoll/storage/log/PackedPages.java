package io.quoll.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The pages of the index of a compressed segment, each a compressed block of its own. They have the places they would have
 * behind records that were not compressed. A page that is damaged reads as something else, which its checksum says. Any thread.
 *
 * <pre>
 *  page    | word | word | ... 512 words of eight bytes, as in {@link PagedSection}
 *  packed  | lowest byte of each first half | next byte of each | ... | highest byte of each second half |    512 bytes each
 *          where of each half there is what is more or less of it than of the one before, its sign in the lowest bit
 * </pre>
 *
 * The words of a page grow, mostly by little, so most of the packed bytes are zeros.
 */
final class PackedPages implements RecordBytes {

    private static final int SIZE = PagedSection.PAGE_SIZE;
    private static final int WORDS = SIZE / Long.BYTES;

    private final BlockReader reader;
    private final long begin;
    private final int firstBlock;

    /** @param begin where the first of them is, behind all records */
    PackedPages(BlockReader reader, long begin) {
        this.reader = reader;
        this.begin = begin;
        this.firstBlock = (int) CompressedRecords.blocksTo(begin);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        int number = (int) ((position - begin) / SIZE);
        unpack(reader.read(firstBlock + number, SIZE), into);
        return SIZE;
    }

    /** Takes a page from the buffer. */
    static void pack(ByteBuffer page, byte[] packed) {
        ByteBuffer ordered = page.order(ByteOrder.LITTLE_ENDIAN);
        int low = 0;
        int high = 0;
        for (int i = 0; i < WORDS; i++) {
            int nextLow = ordered.getInt();
            int nextHigh = ordered.getInt();
            spread(nextLow - low, packed, i);
            spread(nextHigh - high, packed, i + SIZE / 2);
            low = nextLow;
            high = nextHigh;
        }
    }

    private static void spread(int more, byte[] packed, int at) {
        int signed = more << 1 ^ more >> Integer.SIZE - 1;
        for (int i = 0; i < Integer.BYTES; i++) {
            packed[at + i * WORDS] = (byte) (signed >>> i * Byte.SIZE);
        }
    }

    private static void unpack(byte[] packed, ByteBuffer page) {
        ByteBuffer ordered = page.order(ByteOrder.LITTLE_ENDIAN);
        int low = 0;
        int high = 0;
        for (int i = 0; i < WORDS; i++) {
            low += gathered(packed, i);
            high += gathered(packed, i + SIZE / 2);
            ordered.putInt(low).putInt(high);
        }
    }

    private static int gathered(byte[] packed, int at) {
        int signed = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            signed |= (packed[at + i * WORDS] & 0xFF) << i * Byte.SIZE;
        }
        return signed >>> 1 ^ -(signed & 1);
    }
}
