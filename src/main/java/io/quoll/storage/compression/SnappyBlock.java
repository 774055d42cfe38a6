package io.quoll.storage.compression;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One block in the format of Snappy. What is written any reader of Snappy or S2 understands; what is read may be of S2, too,
 * which repeats the offset of the copy before. Used by one thread at a time, as it keeps a table between blocks.
 *
 * <pre>
 *  block    | length as a varint | literals and copies ... |
 *  literal  | llllll 00 | length, if it is 61 or more | bytes ... |
 *  copy     | ooo lll 01 | oooooooo |                    4 to 11 bytes; with offset 0, in S2: the same offset again
 *           | llllll 10 | offset: 2 bytes |              1 to 64 bytes
 *           | llllll 11 | offset: 4 bytes |
 * </pre>
 */
public final class SnappyBlock {

    /** The longest block that is written; offsets fit into two bytes then. */
    public static final int MOST = 1 << 16;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HASH_BITS = 14;
    private static final int SHORTEST_COPY = 4;

    /** So many bytes at the end are taken as they are, so that no look goes beyond. */
    private static final int MARGIN = 12;

    private static final int LITERAL = 0;
    private static final int COPY_ONE = 1;
    private static final int COPY_TWO = 2;
    private static final int LONGEST_COPY = 64;

    private final int[] table = new int[1 << HASH_BITS];

    /** What a block may take at most. */
    public static int mostFor(int length) {
        return 32 + length + length / 6;
    }

    /**
     * Compresses up to {@link #MOST} bytes.
     *
     * @return how many bytes there are in {@code out}, from {@code to} on
     */
    public int compress(byte[] in, int from, int length, byte[] out, int to) {
        if (length > MOST) {
            throw new IllegalArgumentException(length + " bytes are too many for a block");
        }
        int at = putVarint(out, to, length);
        int end = from + length;
        int literal = from;
        if (length >= MARGIN + SHORTEST_COPY) {
            Arrays.fill(table, from);
            int limit = end - MARGIN;
            int position = from + 1;
            int misses = 0;
            while (position < limit) {
                int four = (int) INTS.get(in, position);
                int slot = four * 0x9E3779B1 >>> 32 - HASH_BITS;
                int candidate = table[slot];
                table[slot] = position;
                if (candidate >= position || (int) INTS.get(in, candidate) != four) {
                    // What does not repeat is passed over faster and faster.
                    position += 1 + (misses++ >> 5);
                    continue;
                }
                misses = 0;
                at = putLiteral(in, literal, position - literal, out, at);
                int matched = SHORTEST_COPY + same(in, candidate + SHORTEST_COPY, position + SHORTEST_COPY, end);
                at = putCopy(position - candidate, matched, out, at);
                position += matched;
                literal = position;
            }
        }
        return putLiteral(in, literal, end - literal, out, at) - to;
    }

    private static int same(byte[] in, int one, int other, int end) {
        int count = 0;
        while (other + count + Long.BYTES <= end) {
            long difference = (long) LONGS.get(in, one + count) ^ (long) LONGS.get(in, other + count);
            if (difference != 0) {
                return count + (Long.numberOfTrailingZeros(difference) >> 3);
            }
            count += Long.BYTES;
        }
        while (other + count < end && in[one + count] == in[other + count]) {
            count++;
        }
        return count;
    }

    private static int putVarint(byte[] out, int to, int value) {
        int at = to;
        int rest = value;
        while (rest >= 0x80) {
            out[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }

    private static int putLiteral(byte[] in, int from, int length, byte[] out, int to) {
        if (length == 0) {
            return to;
        }
        int at = to;
        int code = length - 1;
        if (code < 60) {
            out[at++] = (byte) (code << 2 | LITERAL);
        } else if (code < 1 << 8) {
            out[at++] = (byte) (60 << 2 | LITERAL);
            out[at++] = (byte) code;
        } else {
            out[at++] = (byte) (61 << 2 | LITERAL);
            out[at++] = (byte) code;
            out[at++] = (byte) (code >> 8);
        }
        System.arraycopy(in, from, out, at, length);
        return at + length;
    }

    private static int putCopy(int offset, int length, byte[] out, int to) {
        int at = to;
        int rest = length;
        while (rest >= LONGEST_COPY + SHORTEST_COPY) {
            at = putLongCopy(offset, LONGEST_COPY, out, at);
            rest -= LONGEST_COPY;
        }
        if (rest > LONGEST_COPY) {
            // What is left must not be too short for a copy.
            at = putLongCopy(offset, LONGEST_COPY - SHORTEST_COPY, out, at);
            rest -= LONGEST_COPY - SHORTEST_COPY;
        }
        if (rest < 12 && offset < 1 << 11) {
            out[at++] = (byte) (offset >> 8 << 5 | rest - SHORTEST_COPY << 2 | COPY_ONE);
            out[at++] = (byte) offset;
            return at;
        }
        return putLongCopy(offset, rest, out, at);
    }

    private static int putLongCopy(int offset, int length, byte[] out, int to) {
        out[to] = (byte) (length - 1 << 2 | COPY_TWO);
        out[to + 1] = (byte) offset;
        out[to + 2] = (byte) (offset >> 8);
        return to + 3;
    }

    /** How long a block is when it is read; at most {@code most}. */
    public static int length(byte[] in, int from, int size, int most) throws DamagedBlockException {
        return new Input(in, from, from + size).length(most);
    }

    /**
     * Reads a block.
     *
     * @param most how long it may be
     * @return how many bytes there are in {@code out}, from {@code to} on
     */
    public static int decompress(byte[] in, int from, int size, byte[] out, int to, int most)
            throws DamagedBlockException {
        Input input = new Input(in, from, from + size);
        int length = input.length(Math.min(most, out.length - to));
        int end = to + length;
        int at = to;
        int offset = 0;
        while (input.hasMore()) {
            int tag = input.next();
            int count;
            int form = tag & 3;
            if (form == LITERAL) {
                count = input.literalLength(tag >>> 2);
                check(count > 0 && count <= end - at && count <= input.left());
                System.arraycopy(in, input.at, out, at, count);
                input.at += count;
                at += count;
                continue;
            }
            if (form == COPY_ONE) {
                int near = (tag & 0xE0) << 3 | input.next();
                int code = tag >>> 2 & 7;
                count = near == 0 ? input.repeatLength(code) : code + SHORTEST_COPY;
                offset = near == 0 ? offset : near;
            } else {
                count = (tag >>> 2) + 1;
                offset = input.number(form == COPY_TWO ? 2 : 4);
            }
            check(offset > 0 && offset <= at - to && count > 0 && count <= end - at);
            copy(out, at - offset, at, count, offset);
            at += count;
        }
        check(at == end);
        return length;
    }

    private static void copy(byte[] out, int from, int to, int count, int offset) {
        if (offset >= count) {
            System.arraycopy(out, from, out, to, count);
            return;
        }
        // The copy reads what it writes.
        for (int i = 0; i < count; i++) {
            out[to + i] = out[from + i];
        }
    }

    private static void check(boolean asItShouldBe) throws DamagedBlockException {
        if (!asItShouldBe) {
            throw new DamagedBlockException("a compressed block is damaged");
        }
    }

    /** A compressed block, read from front to end. */
    private static final class Input {
        private final byte[] bytes;
        private final int end;
        private int at;

        Input(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.at = from;
            this.end = end;
        }

        boolean hasMore() {
            return at < end;
        }

        int left() {
            return end - at;
        }

        int next() throws DamagedBlockException {
            check(at < end);
            return bytes[at++] & 0xFF;
        }

        int number(int size) throws DamagedBlockException {
            int number = 0;
            for (int i = 0; i < size; i++) {
                number |= next() << 8 * i;
            }
            return number;
        }

        int length(int most) throws DamagedBlockException {
            long length = 0;
            int shift = 0;
            int part;
            do {
                part = next();
                length |= (long) (part & 0x7F) << shift;
                shift += 7;
                check(shift <= 35);
            } while (part >= 0x80);
            check(length <= most);
            return (int) length;
        }

        int literalLength(int code) throws DamagedBlockException {
            return code < 60 ? code + 1 : number(code - 59) + 1;
        }

        /** In S2 a copy with the offset of the one before may be long. */
        int repeatLength(int code) throws DamagedBlockException {
            return SHORTEST_COPY
                    + switch (code) {
                        case 5 -> number(1) + 4;
                        case 6 -> number(2) + (1 << 8);
                        case 7 -> number(3) + (1 << 16);
                        default -> code;
                    };
        }
    }
}
