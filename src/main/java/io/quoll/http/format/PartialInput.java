package io.quoll.http.format;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Bytes that have come in and are not used up, at the front of one array that grows and shrinks with them. */
final class PartialInput {

    private static final int KEPT = 64 * 1024;

    private byte[] bytes = {};
    private int start;
    private int end;

    void add(Buffer more) {
        int length = more.length();
        int left = end - start;
        if (left + length > bytes.length - start) {
            int capacity = bytes.length >= left + length ? bytes.length : Math.max(left + length, 2 * left);
            byte[] target = capacity == bytes.length ? bytes : new byte[capacity];
            System.arraycopy(bytes, start, target, 0, left);
            bytes = target;
            start = 0;
            end = left;
        }
        more.getBytes(0, length, bytes, end);
        end += length;
    }

    byte[] array() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int length() {
        return end - start;
    }

    /** Everything before this place is used up. */
    void useUpTo(int place) {
        start = place;
        if (start == end) {
            start = 0;
            end = 0;
            if (bytes.length > KEPT) {
                bytes = Arrays.copyOf(bytes, 0);
            }
        }
    }
}
