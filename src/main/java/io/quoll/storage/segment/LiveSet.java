package io.quoll.storage.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Which sequences have a message. Grows at its end and thins out anywhere; takes no memory for what is whole or gone, a bit
 * for each sequence of a stretch with holes, two bytes for each message of one that is nearly empty. Written by one thread,
 * read by any without a lock.
 *
 * <pre>
 *  chunks of 65,536 sequences, those without a message left out
 *  | run 17..65535 | bits | list of 12 | bits | run 0.. |
 * </pre>
 */
public final class LiveSet {

    static final int SPAN = 1 << 16;
    private static final int WORDS = SPAN / Long.SIZE;
    private static final int LIST_SIZE = 256;

    private static final byte RUN = 0;
    private static final byte BITS = 1;
    private static final byte LIST = 2;

    private volatile Chunk[] chunks = {};
    private volatile long end;
    private long size;

    /** @param end the first sequence to be given */
    public LiveSet(long end) {
        this.end = end;
    }

    /** A stretch of sequences with the same upper bits. {@code form} is replaced as a whole; what it holds is read racily. */
    private static final class Chunk {
        private final long number;
        private volatile Object form;
        private int count;

        Chunk(long number, Object form) {
            this.number = number;
            this.form = form;
        }
    }

    /** All from one place to another. */
    private static final class Run {
        private volatile int from;
        private int to;

        Run(int from, int to) {
            this.from = from;
            this.to = to;
        }
    }

    /** The sequence after the last one that was given. */
    public long end() {
        return end;
    }

    public long size() {
        return size;
    }

    /** The next sequence given is this one. */
    public void end(long newEnd) {
        if (newEnd < end) {
            throw new IllegalArgumentException("sequence " + newEnd + " was given before");
        }
        end = newEnd;
    }

    /** Adds a sequence at or beyond the end. */
    public void add(long sequence) {
        if (sequence < end) {
            throw new IllegalArgumentException("sequence " + sequence + " was given before");
        }
        Chunk[] all = chunks;
        int offset = (int) (sequence & (SPAN - 1));
        Chunk last = all.length == 0 ? null : all[all.length - 1];
        if (last == null || last.number != sequence >>> 16) {
            Chunk[] more = Arrays.copyOf(all, all.length + 1);
            last = new Chunk(sequence >>> 16, new Run(offset, offset + 1));
            more[all.length] = last;
            chunks = more;
        } else if (last.form instanceof Run run && run.to == offset) {
            run.to = offset + 1;
        } else {
            long[] bits = bits(last);
            bits[offset >> 6] |= 1L << offset;
            last.form = bits;
        }
        last.count++;
        size++;
        end = sequence + 1;
    }

    /** Whether it was there. */
    public boolean remove(long sequence) {
        int index = indexOf(sequence >>> 16);
        Chunk[] all = chunks;
        if (sequence >= end || index >= all.length || all[index].number != sequence >>> 16) {
            return false;
        }
        Chunk chunk = all[index];
        int offset = (int) (sequence & (SPAN - 1));
        if (!contains(chunk.form, offset)) {
            return false;
        }
        size--;
        if (--chunk.count == 0) {
            Chunk[] fewer = new Chunk[all.length - 1];
            System.arraycopy(all, 0, fewer, 0, index);
            System.arraycopy(all, index + 1, fewer, index, fewer.length - index);
            chunks = fewer;
            return true;
        }
        if (chunk.form instanceof Run run && run.from == offset) {
            run.from = offset + 1;
        } else {
            long[] bits = bits(chunk);
            bits[offset >> 6] &= ~(1L << offset);
            boolean mayGrow = index == all.length - 1;
            chunk.form = chunk.count <= LIST_SIZE && !mayGrow ? list(bits, chunk.count) : bits;
        }
        return true;
    }

    /** Everything goes. */
    public void clear() {
        chunks = new Chunk[0];
        size = 0;
    }

    public boolean contains(long sequence) {
        if (sequence >= end || sequence < 0) {
            return false;
        }
        Chunk[] all = chunks;
        int index = indexOf(all, sequence >>> 16);
        return index < all.length
                && all[index].number == sequence >>> 16
                && contains(all[index].form, (int) (sequence & (SPAN - 1)));
    }

    /** The first one at or after, or -1. */
    public long next(long sequence) {
        long from = Math.max(0, sequence);
        if (from >= end) {
            return -1;
        }
        Chunk[] all = chunks;
        for (int i = indexOf(all, from >>> 16); i < all.length; i++) {
            int offset = all[i].number == from >>> 16 ? (int) (from & (SPAN - 1)) : 0;
            int found = next(all[i].form, offset);
            if (found >= 0) {
                return all[i].number << 16 | found;
            }
        }
        return -1;
    }

    /** The last one at or before, or -1. */
    public long previous(long sequence) {
        long to = Math.min(sequence, end - 1);
        if (to < 0) {
            return -1;
        }
        Chunk[] all = chunks;
        int index = indexOf(all, to >>> 16);
        for (int i = Math.min(index, all.length - 1); i >= 0; i--) {
            if (all[i].number > to >>> 16) {
                continue;
            }
            int offset = all[i].number == to >>> 16 ? (int) (to & (SPAN - 1)) : SPAN - 1;
            int found = previous(all[i].form, offset);
            if (found >= 0) {
                return all[i].number << 16 | found;
            }
        }
        return -1;
    }

    /** How many there are at or after. */
    public long countFrom(long sequence) {
        long from = Math.max(0, sequence);
        Chunk[] all = chunks;
        long count = 0;
        for (int i = indexOf(all, from >>> 16); i < all.length; i++) {
            if (all[i].number == from >>> 16) {
                int offset = (int) (from & (SPAN - 1));
                for (int at = next(all[i].form, offset); at >= 0; at = at + 1 < SPAN ? next(all[i].form, at + 1) : -1) {
                    count++;
                }
            } else {
                count += all[i].count;
            }
        }
        return count;
    }

    /** How many there are from one to before another. */
    public long count(long from, long to) {
        return countFrom(from) - countFrom(to);
    }

    private int indexOf(long number) {
        return indexOf(chunks, number);
    }

    /** The index of the first chunk with that number or a higher one. */
    private static int indexOf(Chunk[] all, long number) {
        if (all.length == 0) {
            return 0;
        }
        long guess = number - all[0].number;
        if (guess >= 0 && guess < all.length && all[(int) guess].number == number) {
            return (int) guess;
        }
        int low = 0;
        int high = all.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all[middle].number < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static boolean contains(Object form, int offset) {
        if (form instanceof Run run) {
            return offset >= run.from && offset < run.to;
        }
        if (form instanceof long[] bits) {
            return (bits[offset >> 6] & 1L << offset) != 0;
        }
        return Arrays.binarySearch((char[]) form, (char) offset) >= 0;
    }

    private static int next(Object form, int offset) {
        if (form instanceof Run run) {
            int at = Math.max(offset, run.from);
            return at < run.to ? at : -1;
        }
        if (form instanceof long[] bits) {
            int word = offset >> 6;
            long rest = bits[word] & (-1L << offset);
            while (rest == 0) {
                if (++word == WORDS) {
                    return -1;
                }
                rest = bits[word];
            }
            return (word << 6) + Long.numberOfTrailingZeros(rest);
        }
        char[] list = (char[]) form;
        int at = Arrays.binarySearch(list, (char) offset);
        at = at < 0 ? ~at : at;
        return at < list.length ? list[at] : -1;
    }

    private static int previous(Object form, int offset) {
        if (form instanceof Run run) {
            int at = Math.min(offset, run.to - 1);
            return at >= run.from ? at : -1;
        }
        if (form instanceof long[] bits) {
            int word = offset >> 6;
            long rest = bits[word] & (-1L >>> (63 - (offset & 63)));
            while (rest == 0) {
                if (--word < 0) {
                    return -1;
                }
                rest = bits[word];
            }
            return (word << 6) + 63 - Long.numberOfLeadingZeros(rest);
        }
        char[] list = (char[]) form;
        int at = Arrays.binarySearch(list, (char) offset);
        at = at < 0 ? ~at - 1 : at;
        return at >= 0 ? list[at] : -1;
    }

    private static long[] bits(Chunk chunk) {
        if (chunk.form instanceof long[] bits) {
            return bits;
        }
        long[] bits = new long[WORDS];
        if (chunk.form instanceof Run run) {
            for (int i = run.from; i < run.to; i++) {
                bits[i >> 6] |= 1L << i;
            }
        } else {
            for (char at : (char[]) chunk.form) {
                bits[at >> 6] |= 1L << at;
            }
        }
        return bits;
    }

    private static char[] list(long[] bits, int count) {
        char[] list = new char[count];
        int at = 0;
        for (int offset = next(bits, 0); offset >= 0; offset = offset + 1 < SPAN ? next(bits, offset + 1) : -1) {
            list[at++] = (char) offset;
        }
        return list;
    }

    /** All of it, to be {@linkplain #decode decoded} again. */
    public byte[] encode() {
        Chunk[] all = chunks;
        int size = 12;
        for (Chunk chunk : all) {
            size += 17
                    + (chunk.form instanceof long[]
                            ? SPAN / 8
                            : chunk.form instanceof char[] list ? 2 * list.length : 0);
        }
        ByteBuffer out = ByteBuffer.allocate(size).putLong(end).putInt(all.length);
        for (Chunk chunk : all) {
            out.putLong(chunk.number);
            if (chunk.form instanceof Run run) {
                out.put(RUN).putInt(run.from).putInt(run.to);
            } else if (chunk.form instanceof long[] bits) {
                out.put(BITS).putInt(chunk.count).putInt(0);
                out.asLongBuffer().put(bits);
                out.position(out.position() + SPAN / 8);
            } else {
                char[] list = (char[]) chunk.form;
                out.put(LIST).putInt(list.length).putInt(0);
                out.asCharBuffer().put(list);
                out.position(out.position() + 2 * list.length);
            }
        }
        return out.array();
    }

    /** Becomes what was encoded. */
    public void decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        long newEnd = in.getLong();
        Chunk[] all = new Chunk[in.getInt()];
        size = 0;
        for (int i = 0; i < all.length; i++) {
            long number = in.getLong();
            byte tag = in.get();
            int one = in.getInt();
            int other = in.getInt();
            if (tag == RUN) {
                all[i] = new Chunk(number, new Run(one, other));
                all[i].count = other - one;
            } else if (tag == BITS) {
                long[] bits = new long[WORDS];
                in.asLongBuffer().get(bits);
                in.position(in.position() + SPAN / 8);
                all[i] = new Chunk(number, bits);
                all[i].count = one;
            } else {
                char[] list = new char[one];
                in.asCharBuffer().get(list);
                in.position(in.position() + 2 * one);
                all[i] = new Chunk(number, list);
                all[i].count = one;
            }
            size += all[i].count;
        }
        chunks = all;
        end = newEnd;
    }
}
