package io.quoll.jetstream.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times as clients read and write them: RFC 3339 with as many digits of the second's fraction as it takes. */
public final class Timestamps {

    /** Go's time that says nothing. */
    private static final String NONE = "0001-01-01T00:00:00Z";

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Timestamps() {}

    public static long now(InstantSource clock) {
        return nanos(clock.instant());
    }

    public static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }

    public static String shown(long epochNanos) {
        if (epochNanos == 0) {
            return NONE;
        }
        StringBuilder text = new StringBuilder(30);
        OffsetDateTime time = Instant.ofEpochSecond(
                        Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND))
                .atOffset(ZoneOffset.UTC);
        padded(text, time.getYear(), 4).append('-');
        padded(text, time.getMonthValue(), 2).append('-');
        padded(text, time.getDayOfMonth(), 2).append('T');
        padded(text, time.getHour(), 2).append(':');
        padded(text, time.getMinute(), 2).append(':');
        padded(text, time.getSecond(), 2);
        if (time.getNano() != 0) {
            padded(text.append('.'), time.getNano(), 9);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        return text.append('Z').toString();
    }

    private static StringBuilder padded(StringBuilder text, int number, int digits) {
        String shown = Integer.toString(number);
        for (int i = shown.length(); i < digits; i++) {
            text.append('0');
        }
        return text.append(shown);
    }

    /**
     * Nanoseconds since the epoch; 0 for Go's time that says nothing.
     *
     * @throws IllegalArgumentException if it is no time
     */
    public static long parse(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return time.getYear() <= 1 ? 0 : nanos(time.toInstant());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("not a time: " + text, e);
        }
    }

    /** So long after that time; what is beyond all times is {@link Long#MAX_VALUE}. */
    public static long after(long nanos, long waitNanos) {
        long at = nanos + waitNanos;
        return waitNanos > 0 && at < nanos ? Long.MAX_VALUE : at;
    }
}
