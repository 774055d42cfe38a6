package io.quoll.http.object;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of an object are asked for.
 *
 * @param end the first one that is not
 */
record ByteRange(long start, long end) {

    /** What cannot be satisfied, whatever there is. */
    private static final ByteRange NONE = new ByteRange(0, 0);

    private static final String UNIT = "bytes=";
    private static final String ONE_OF_THEM = "\\s*(?:\\d+-\\d*|-\\d+)\\s*";
    private static final Pattern ONE = Pattern.compile(UNIT + "\\s*(\\d*)-(\\d*)\\s*");
    private static final Pattern SOME = Pattern.compile(UNIT + ONE_OF_THEM + "(?:," + ONE_OF_THEM + ")*");
    private static final int DIGITS = 18;

    /**
     * The range in the header; {@code null} for all of it, as where there is no range, several, or one in another unit. What is
     * no range cannot be satisfied.
     */
    static @Nullable ByteRange of(@Nullable String header, long size) {
        if (header == null || !header.startsWith(UNIT)) {
            return null;
        }
        if (!SOME.matcher(header).matches()) {
            return NONE;
        }
        Matcher one = ONE.matcher(header);
        if (!one.matches()) {
            return null;
        }
        if (one.group(1).isEmpty()) {
            return new ByteRange(Math.max(0, size - number(one.group(2))), size);
        }
        long start = number(one.group(1));
        return one.group(2).isEmpty()
                ? new ByteRange(start, size)
                : new ByteRange(start, Math.min(size, number(one.group(2)) + 1));
    }

    /** Where there are more digits than a number has, it is beyond everything. */
    private static long number(String digits) {
        return digits.length() > DIGITS ? Long.MAX_VALUE - 1 : Long.parseLong(digits);
    }

    long length() {
        return end - start;
    }

    boolean isSatisfiable() {
        return start < end;
    }

    String shown(long size) {
        return "bytes " + start + "-" + (end - 1) + "/" + size;
    }
}
