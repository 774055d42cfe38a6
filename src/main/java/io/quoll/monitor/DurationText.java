package io.quoll.monitor;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations in the two ways nats-server writes them. */
final class DurationText {

    private static final int DAYS_A_YEAR = 365;
    private static final long MICRO = 1_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private DurationText() {}

    /** Whole seconds, as in {@code 1d2h3m4s}; a unit is there if it or a larger one is not zero. */
    static String whole(Duration duration) {
        long days = duration.toDays();
        long years = days / DAYS_A_YEAR;
        StringBuilder text = new StringBuilder();
        append(text, years, 'y');
        append(text, days % DAYS_A_YEAR, 'd');
        append(text, duration.toHoursPart(), 'h');
        append(text, duration.toMinutesPart(), 'm');
        return text.append(duration.toSecondsPart()).append('s').toString();
    }

    private static void append(StringBuilder text, long count, char unit) {
        if (count > 0 || !text.isEmpty()) {
            text.append(count).append(unit);
        }
    }

    /** A round trip, in the unit it fills, as in {@code 145µs} or {@code 1.5ms}; below a millisecond without fractions. */
    static String roundTrip(long nanos) {
        if (nanos <= 0) {
            return "0s";
        }
        if (nanos < MICRO) {
            return nanos + "ns";
        }
        if (nanos < MILLI) {
            return nanos / MICRO + "µs";
        }
        if (nanos < SECOND) {
            return decimal(nanos, MILLI) + "ms";
        }
        long minutes = nanos / (60 * SECOND);
        String seconds = decimal(nanos % (60 * SECOND), SECOND) + "s";
        return minutes == 0 ? seconds : minutes + "m" + seconds;
    }

    private static String decimal(long nanos, long unit) {
        return BigDecimal.valueOf(nanos)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
