package io.quoll.protocol;

import java.nio.ByteBuffer;

/**
 * The control line of the last PUB, in case the next is the same: publishers often send many messages of one size to one
 * subject. Compared a word at a time, the last word overlapping the one before.
 */
final class RepeatedLine {

    /** Longer lines are not remembered. */
    private static final int LONGEST = 96;

    private static final int WORD = Long.BYTES;

    private final long[] words = new long[LONGEST / WORD];
    private long first;
    private long last;
    private int length;
    /** From the beginning of the line to the end of the frame; more than any buffer where nothing is remembered. */
    private int frameLength = Integer.MAX_VALUE;

    int length() {
        return length;
    }

    boolean isAt(ByteBuffer in, int frame, int end) {
        if (frameLength > end - frame || in.getLong(frame) != first || in.getLong(frame + length - WORD) != last) {
            return false;
        }
        for (int i = 1; i < words.length && (i + 1) * WORD < length; i++) {
            if (in.getLong(frame + i * WORD) != words[i]) {
                return false;
            }
        }
        return true;
    }

    void remember(ByteBuffer in, int frame, int body, int size) {
        int lineLength = body - frame;
        if (lineLength > LONGEST || lineLength < WORD) {
            return;
        }
        length = lineLength;
        frameLength = lineLength + size + 2;
        first = in.getLong(frame);
        last = in.getLong(body - WORD);
        for (int i = 1; (i + 1) * WORD < lineLength; i++) {
            words[i] = in.getLong(frame + i * WORD);
        }
    }

    void forget() {
        frameLength = Integer.MAX_VALUE;
    }
}
