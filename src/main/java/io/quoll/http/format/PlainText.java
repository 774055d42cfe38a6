package io.quoll.http.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds how far bytes stand in a string of JSON as they are: up to a quote, a backslash or a control character. Looks at eight
 * bytes a step. Stateless.
 */
final class PlainText {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private PlainText() {}

    /** Where the first byte is that does not stand for itself; {@code end} if there is none. */
    static int end(byte[] text, int start, int end) {
        int at = start;
        while (end - at >= Long.BYTES && isPlain((long) WORD.get(text, at))) {
            at += Long.BYTES;
        }
        while (at < end && isPlain(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isPlain(byte one) {
        return (one >= ' ' || one < 0) && one != '"' && one != '\\';
    }

    /** A byte that underflows, and was not negative before, was zero, or less than a space. */
    private static boolean isPlain(long word) {
        long quotes = word ^ QUOTES;
        long backslashes = word ^ BACKSLASHES;
        long special = (quotes - ONES) & ~quotes | (backslashes - ONES) & ~backslashes | (word - SPACES) & ~word;
        return (special & HIGH_BITS) == 0;
    }
}
