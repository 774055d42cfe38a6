package io.quoll.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A row of words in a segment, in pages that are checked when they are read. Immutable; any thread.
 *
 * <pre>
 *  page n  | word 511 n | word 511 n + 1 | ... 511 words | CRC32C of the page and its number |     4096 bytes
 * </pre>
 */
final class PagedSection {

    static final int PAGE_SIZE = 4096;
    private static final int WORDS = PAGE_SIZE / Long.BYTES - 1;
    private static final int PAGES_A_WRITE = 64;

    private final RecordBytes file;
    private final PageCache cache;
    private final long position;
    private final long size;

    PagedSection(RecordBytes file, PageCache cache, long position, long size) {
        this.file = file;
        this.cache = cache;
        this.position = position;
        this.size = size;
    }

    /** How many words there are. */
    long size() {
        return size;
    }

    /** What so many words take. */
    static long bytesFor(long words) {
        return (words + WORDS - 1) / WORDS * PAGE_SIZE;
    }

    /** Writes the words, and says where the next section begins. */
    static long write(RecordTarget file, long position, long[] words, int count) throws IOException {
        int atOnce = (int) Math.min(PAGES_A_WRITE * PAGE_SIZE, bytesFor(count));
        ByteBuffer buffer = ByteBuffer.allocate(atOnce).order(ByteOrder.LITTLE_ENDIAN);
        long at = position;
        int page = 0;
        for (int from = 0; from < count; from += WORDS) {
            int begin = buffer.position();
            for (int i = from; i < from + WORDS; i++) {
                buffer.putLong(i < count ? words[i] : 0);
            }
            buffer.putLong(checksum(buffer.array(), begin, page++));
            if (!buffer.hasRemaining() || from + WORDS >= count) {
                buffer.flip();
                int written = buffer.remaining();
                file.write(buffer, at);
                at += written;
                buffer.clear();
            }
        }
        return at;
    }

    /** @throws DamagedPageException if the page is not as it was written */
    long get(long index) throws IOException {
        return page((int) (index / WORDS))[(int) (index % WORDS)];
    }

    /** The index of the first word, of a section in ascending order, that is not below that one. */
    long indexOf(long word) throws IOException {
        long low = 0;
        long high = size;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (Long.compareUnsigned(get(middle), word) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long[] page(int number) throws IOException {
        long[] words = cache.find(this, number);
        if (words == null) {
            words = read(number);
            cache.keep(this, number, words);
        }
        return words;
    }

    private long[] read(int number) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        if (file.read(buffer, position + (long) number * PAGE_SIZE) < PAGE_SIZE
                || buffer.getLong(WORDS * Long.BYTES) != checksum(buffer.array(), 0, number)) {
            throw new DamagedPageException();
        }
        long[] words = new long[WORDS];
        buffer.flip().asLongBuffer();
        for (int i = 0; i < WORDS; i++) {
            words[i] = buffer.getLong(i * Long.BYTES);
        }
        return words;
    }

    private static long checksum(byte[] bytes, int from, int number) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, WORDS * Long.BYTES);
        return crc.getValue() | (long) number << Integer.SIZE;
    }

    /** A page is not as it was written. */
    static final class DamagedPageException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
