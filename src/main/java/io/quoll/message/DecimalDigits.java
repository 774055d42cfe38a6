package io.quoll.message;

import java.nio.ByteBuffer;

/** Writes numbers as text where they are to stand, two digits a step. Stateless. */
public final class DecimalDigits {

    /** The most digits of a number. */
    public static final int MOST = 19;

    /** Both digits of a number below a hundred, the first in the lower byte. */
    private static final short[] PAIRS = new short[100];

    private static final long[] POWERS = new long[MOST];

    static {
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (short) ('0' + i / 10 | '0' + i % 10 << 8);
        }
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
        int end = at + count(value);
        int i = end;
        long rest = value;
        while (rest > Integer.MAX_VALUE) {
            long hundreds = rest / 100;
            i -= 2;
            to.putShort(i, PAIRS[(int) (rest - hundreds * 100)]);
            rest = hundreds;
        }
        int last = (int) rest;
        while (last >= 10) {
            int hundreds = last / 100;
            i -= 2;
            to.putShort(i, PAIRS[last - hundreds * 100]);
            last = hundreds;
        }
        if (i > at) {
            to.put(at, (byte) ('0' + last));
        }
        return end;
    }
}
