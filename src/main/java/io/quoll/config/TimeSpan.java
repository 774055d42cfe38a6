package io.quoll.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as the configuration writes them: numbers with units from {@code ns} to {@code h}, one after the other, or
 * a plain number of seconds.
 */
final class TimeSpan {

    private static final Pattern PLAIN = Pattern.compile("\\d{1,18}(\\.\\d{1,18})?");
    private static final Pattern PART = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private TimeSpan() {}

    static Duration parse(String text) {
        if (PLAIN.matcher(text).matches()) {
            return ofNanos(text, nanos(text, "s"));
        }
        Matcher matcher = PART.matcher(text);
        BigDecimal total = BigDecimal.ZERO;
        int end = 0;
        while (end < text.length()) {
            matcher.region(end, text.length());
            if (!matcher.lookingAt()) {
                break;
            }
            total = total.add(nanos(matcher.group(1), matcher.group(2)));
            end = matcher.end();
        }
        if (end == 0 || end < text.length()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration such as 300ms, 2s or 1m30s, nor a number of seconds");
        }
        return ofNanos(text, total);
    }

    private static BigDecimal nanos(String number, String unit) {
        return new BigDecimal(number).multiply(BigDecimal.valueOf(nanosOf(unit)));
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000L;
        };
    }

    private static Duration ofNanos(String text, BigDecimal nanos) {
        if (nanos.compareTo(MAX_NANOS) > 0) {
            throw new IllegalArgumentException("the duration '" + text + "' is too long");
        }
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    /** Writes the duration so that {@link #parse} reads it again. */
    static String shown(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        part(text, duration.toHours(), "h");
        part(text, duration.toMinutesPart(), "m");
        part(text, duration.toSecondsPart(), "s");
        part(text, duration.toMillisPart(), "ms");
        part(text, duration.toNanosPart() % 1_000_000, "ns");
        return text.toString();
    }

    private static void part(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
