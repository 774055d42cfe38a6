package io.quoll.protocol;

import java.nio.ByteBuffer;

/**
 * Where the arguments of one control line stand in the receive buffer. Reused for every line of a connection; holds
 * positions only, so nothing is copied or allocated for a PUB or HPUB.
 */
final class LineArguments {

    private final int[] starts;
    private final int[] ends;
    private int count;

    LineArguments(int most) {
        this.starts = new int[most];
        this.ends = new int[most];
    }

    /** Arguments beyond the room for them are counted up to one too many. */
    void split(ByteBuffer in, int from, int end) {
        count = 0;
        int at = from;
        while (count < starts.length) {
            while (at < end && isSpace(in.get(at))) {
                at++;
            }
            if (at == end) {
                return;
            }
            starts[count] = at;
            while (at < end && !isSpace(in.get(at))) {
                at++;
            }
            ends[count++] = at;
        }
    }

    int count() {
        return count;
    }

    int start(int index) {
        return starts[index];
    }

    int length(int index) {
        return ends[index] - starts[index];
    }

    byte[] copy(ByteBuffer in, int index) {
        byte[] copy = new byte[length(index)];
        in.get(starts[index], copy);
        return copy;
    }

    /** The argument as a number of up to nine digits, -1 if it is none. */
    int number(ByteBuffer in, int index) {
        if (length(index) > 9) {
            return -1;
        }
        int number = 0;
        for (int at = starts[index]; at < ends[index]; at++) {
            int digit = in.get(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Whether the line, whose body begins at {@code body}, has exactly one space between arguments and ends with CRLF. */
    boolean areUsuallySpaced(ByteBuffer in, int body) {
        for (int i = 1; i < count; i++) {
            if (starts[i] != ends[i - 1] + 1 || in.get(ends[i - 1]) != ' ') {
                return false;
            }
        }
        int last = ends[count - 1];
        return last + 2 == body && in.get(last) == '\r';
    }

    static byte[] trimmed(ByteBuffer in, int from, int end) {
        int start = from;
        int stop = end;
        while (start < stop && isSpace(in.get(start))) {
            start++;
        }
        while (stop > start && isSpace(in.get(stop - 1))) {
            stop--;
        }
        byte[] copy = new byte[stop - start];
        in.get(start, copy);
        return copy;
    }

    private static boolean isSpace(int letter) {
        return letter == ' ' || letter == '\t';
    }
}
