package io.quoll.subject;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Finds tokens in the bytes of a subject, eight bytes at a time. Stateless; any thread may call it. */
final class Tokens {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long DOTS = ONES * '.';

    private Tokens() {}

    /** The index of the first dot at or after {@code from}, or the length. */
    static int end(byte[] subject, int from) {
        int at = from;
        while (subject.length - at >= Long.BYTES) {
            long dots = dotsOf((long) WORD.get(subject, at));
            if (dots != 0) {
                return at + (Long.numberOfTrailingZeros(dots) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < subject.length && subject[at] != '.') {
            at++;
        }
        return at;
    }

    /** The start of the token that ends, exclusively, at {@code end}. */
    static int start(byte[] subject, int end) {
        int at = end;
        while (at > 0 && subject[at - 1] != '.') {
            at--;
        }
        return at;
    }

    static boolean equal(byte[] a, int fromA, int endA, byte[] b, int fromB, int endB) {
        return Arrays.equals(a, fromA, endA, b, fromB, endB);
    }

    /** Whether a dot comes first, last or after a dot, or nothing is there at all. */
    static boolean anyEmpty(byte[] subject) {
        int length = subject.length;
        if (length == 0 || subject[0] == '.' || subject[length - 1] == '.') {
            return true;
        }
        int at = 0;
        while (length - at > Long.BYTES) {
            // The words overlap by a byte, so that a pair of dots is never split between two of them.
            long word = (long) WORD.get(subject, at) ^ DOTS;
            long pair = word | (word >>> 8);
            if (((pair - ONES) & ~pair & HIGHS) << 8 != 0) {
                return true;
            }
            at += Long.BYTES - 1;
        }
        for (int i = at + 1; i < length; i++) {
            if (subject[i] == '.' && subject[i - 1] == '.') {
                return true;
            }
        }
        return false;
    }

    /** The high bit of each byte that is a dot, exact up to the first one. */
    private static long dotsOf(long word) {
        long rest = word ^ DOTS;
        return (rest - ONES) & ~rest & HIGHS;
    }
}
