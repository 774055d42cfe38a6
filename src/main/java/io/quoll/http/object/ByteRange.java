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

    private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /** The range in the header; {@code null} for all of it, as where there is no range, several, or one that is no range. */
    static @Nullable ByteRange of(@Nullable String header, long size) {
        if (header == null) {
            return null;
        }
        Matcher one = ONE.matcher(header);
        if (!one.matches() || one.group(1).isEmpty() && one.group(2).isEmpty()) {
            return null;
        }
        if (one.group(1).isEmpty()) {
            return new ByteRange(Math.max(0, size - Long.parseLong(one.group(2))), size);
        }
        long start = Long.parseLong(one.group(1));
        if (one.group(2).isEmpty()) {
            return new ByteRange(start, size);
        }
        long last = Long.parseLong(one.group(2));
        return last < start ? null : new ByteRange(start, Math.min(size, last + 1));
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
