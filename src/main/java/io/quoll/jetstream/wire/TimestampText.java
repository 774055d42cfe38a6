package io.quoll.jetstream.wire;

import java.nio.charset.StandardCharsets;

/**
 * Writes times as {@link Timestamps} shows them, one after the other. Remembers the minute of the last one, as messages that are
 * read together were mostly written together. For one thread.
 */
final class TimestampText {

    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    /** {@code 2026-01-02T03:04:} */
    private static final int SECONDS_AT = 17;

    private static final int FRACTION_DIGITS = 9;

    private final byte[] text = new byte[SECONDS_AT + 2 + 1 + FRACTION_DIGITS + 1];
    private long minute = Long.MIN_VALUE;
    private int length;

    /** The text is in {@link #bytes} until the next one. */
    TimestampText write(long epochNanos) {
        long minuteOf = Math.floorDiv(epochNanos, MINUTE);
        if (minuteOf != minute || epochNanos == 0) {
            return writeWhole(epochNanos, minuteOf);
        }
        long rest = epochNanos - minuteOf * MINUTE;
        int seconds = (int) (rest / SECOND);
        text[SECONDS_AT] = (byte) ('0' + seconds / 10);
        text[SECONDS_AT + 1] = (byte) ('0' + seconds % 10);
        length = SECONDS_AT + 2;
        int fraction = (int) (rest % SECOND);
        if (fraction != 0) {
            writeFraction(fraction);
        }
        text[length++] = 'Z';
        return this;
    }

    private void writeFraction(int fraction) {
        text[length] = '.';
        int rest = fraction;
        for (int i = length + FRACTION_DIGITS; i > length; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += 1 + FRACTION_DIGITS;
        while (text[length - 1] == '0') {
            length--;
        }
    }

    private TimestampText writeWhole(long epochNanos, long minuteOf) {
        byte[] whole = Timestamps.shown(epochNanos).getBytes(StandardCharsets.US_ASCII);
        length = Math.min(whole.length, text.length);
        System.arraycopy(whole, 0, text, 0, length);
        // Years of more than four digits stand elsewhere.
        minute = epochNanos != 0 && text[SECONDS_AT - 1] == ':' ? minuteOf : Long.MIN_VALUE;
        return this;
    }

    byte[] bytes() {
        return text;
    }

    int length() {
        return length;
    }
}
