package io.quoll.message;

import java.nio.ByteBuffer;

/** Writes numbers as text where they are to stand, eight digits a step. Stateless. */
public final class DecimalDigits {

    /** The most digits of a number. */
    public static final int MOST = 19;

    private static final int EIGHT = 100_000_000;
    private static final long ZEROS = 0x3030_3030_3030_3030L;

    private static final long[] POWERS = new long[MOST];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < MOST; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
    }

    private DecimalDigits() {}

    /** How many digits a number has that is not negative. */
    public static int count(long value) {
        // 1233 / 4096 is a little more than the logarithm of 2 to the base of 10, for as few digits as there are.
        int guess = (Long.SIZE - Long.numberOfLeadingZeros(value | 1)) * 1233 >>> 12;
        return guess < MOST && value >= POWERS[guess] || guess == 0 ? guess + 1 : guess;
    }

    /**
     * Writes a number that is not negative.
     *
     * @param to little-endian
     * @return where it ends
     */
    public static int put(ByteBuffer to, int at, long value) {
        if (value < EIGHT) {
            return putFirst(to, at, (int) value);
        }
        long front = value / EIGHT;
        int end = put(to, at, front);
        to.putLong(end, eight((int) (value - front * EIGHT)));
        return end + Long.BYTES;
    }

    /** Without zeros in front; not a byte further than it must. */
    private static int putFirst(ByteBuffer to, int at, int value) {
        int count = count(value);
        long digits = eight(value) >>> (Long.BYTES - count) * Byte.SIZE;
        if (count >= Integer.BYTES) {
            int rest = count - Integer.BYTES;
            to.putInt(at, (int) digits);
            to.putInt(at + rest, (int) (digits >>> rest * Byte.SIZE));
        } else if (count >= Short.BYTES) {
            int rest = count - Short.BYTES;
            to.putShort(at, (short) digits);
            to.putShort(at + rest, (short) (digits >>> rest * Byte.SIZE));
        } else {
            to.put(at, (byte) digits);
        }
        return at + count;
    }

    /** Eight digits, the first in the lowest byte: split in the middle, the halves, and then their halves all at once. */
    private static long eight(int value) {
        int front = value / 10_000;
        long fours = front | (long) (value - front * 10_000) << 32;
        long hundreds = fours * 10_486 >>> 20 & 0x0000_007F_0000_007FL;
        long pairs = hundreds | fours - 100 * hundreds << 16;
        long tens = pairs * 103 >>> 10 & 0x000F_000F_000F_000FL;
        return (tens | pairs - 10 * tens << 8) + ZEROS;
    }
}
