package io.quoll.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole numbers as the configuration writes them. A lone letter counts in thousands, a letter with {@code b}, {@code i}
 * or {@code ib} in steps of 1024, as in nats-server; case does not matter.
 */
final class Quantity {

    private static final Pattern FORM =
            Pattern.compile("([+-]?\\d{1,19})(?:([kmgtpe])(b|i|ib)?)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgtpe";

    private Quantity() {}

    static long parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a whole number, with or without a suffix such as k, MB or GiB");
        }
        try {
            long value = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2);
            int steps = unit == null ? 0 : UNITS.indexOf(unit.toLowerCase(Locale.ROOT)) + 1;
            long step = matcher.group(3) == null ? 1000 : 1024;
            for (int i = 0; i < steps; i++) {
                value = Math.multiplyExact(value, step);
            }
            return value;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is too large", e);
        }
    }
}
