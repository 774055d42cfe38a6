package io.quoll.jetstream.wire;

import java.math.BigDecimal;

/** Durations as Go writes them: numbers with units, one behind the other, such as {@code 1h30m} or {@code 1.5s}. */
public final class GoDuration {

    private GoDuration() {}

    /**
     * The duration in nanoseconds.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long parse(String text) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (text.substring(at).equals("0")) {
            return 0;
        }
        BigDecimal sum = BigDecimal.ZERO;
        if (at == text.length()) {
            throw notADuration(text, null);
        }
        while (at < text.length()) {
            int unit = at;
            while (unit < text.length() && (Character.isDigit(text.charAt(unit)) || text.charAt(unit) == '.')) {
                unit++;
            }
            int end = unit;
            while (end < text.length() && !Character.isDigit(text.charAt(end)) && text.charAt(end) != '.') {
                end++;
            }
            try {
                sum = sum.add(new BigDecimal(text.substring(at, unit))
                        .multiply(BigDecimal.valueOf(nanosOf(text, text.substring(unit, end)))));
            } catch (NumberFormatException e) {
                throw notADuration(text, e);
            }
            at = end;
        }
        if (sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw notADuration(text, null);
        }
        long nanos = sum.longValue();
        return negative ? -nanos : nanos;
    }

    private static long nanosOf(String text, String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw notADuration(text, null);
        };
    }

    private static IllegalArgumentException notADuration(
            String text, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException("not a duration: " + text, cause);
    }

    /** As Go shows it. */
    public static String shown(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        long rest = Math.abs(nanos);
        StringBuilder text = new StringBuilder(nanos < 0 ? "-" : "");
        if (rest < 1_000_000_000L) {
            if (rest < 1_000) {
                return text.append(rest).append("ns").toString();
            }
            boolean micros = rest < 1_000_000;
            return text.append(decimal(rest, micros ? 3 : 6))
                    .append(micros ? "µs" : "ms")
                    .toString();
        }
        long hours = rest / 3_600_000_000_000L;
        long minutes = rest / 60_000_000_000L % 60;
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (hours > 0 || minutes > 0) {
            text.append(minutes).append('m');
        }
        return text.append(decimal(rest % 60_000_000_000L, 9)).append('s').toString();
    }

    private static String decimal(long value, int places) {
        BigDecimal decimal = BigDecimal.valueOf(value, places);
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
}
