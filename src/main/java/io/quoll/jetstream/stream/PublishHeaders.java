package io.quoll.jetstream.stream;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one publication that mean something to a stream. One instance is used for one message after the other, by
 * the stream's writer. Others than those named {@code Nats-…} cost a look at their first bytes.
 */
final class PublishHeaders {

    private static final int NATS = 'N' | 'a' << 8 | 't' << 16 | 's' << 24;

    private final Map<PublishHeader, String> values = new EnumMap<>(PublishHeader.class);

    /** Takes the headers of the message in place of those it held. */
    void read(Publication message) {
        if (!values.isEmpty()) {
            values.clear();
        }
        if (message.hasHeaders()) {
            ByteBuffer bytes = message.bytes();
            int end = message.bodyStart() + message.headerLength();
            int line = endOfLine(bytes, message.bodyStart(), end) + 2;
            while (line < end) {
                int next = endOfLine(bytes, line, end);
                if (next - line > 5 && bytes.getInt(line) == NATS) {
                    take(bytes, line, next);
                }
                line = next + 2;
            }
        }
    }

    private void take(ByteBuffer bytes, int line, int end) {
        int colon = line;
        while (colon < end && bytes.get(colon) != ':') {
            colon++;
        }
        PublishHeader header = PublishHeader.of(text(bytes, line, colon));
        if (header != null) {
            values.putIfAbsent(
                    header, text(bytes, Math.min(colon + 1, end), end).strip());
        }
    }

    private static int endOfLine(ByteBuffer bytes, int from, int end) {
        int at = from;
        while (at < end && bytes.get(at) != '\r') {
            at++;
        }
        return at;
    }

    private static String text(ByteBuffer bytes, int from, int end) {
        byte[] copy = new byte[end - from];
        bytes.get(from, copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** Whether there is any at all. */
    boolean any() {
        return !values.isEmpty();
    }

    /** Its value, or null where it is missing or empty. */
    @Nullable
    String get(PublishHeader header) {
        String value = values.get(header);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Its value, an empty one too, or null. */
    @Nullable
    String raw(PublishHeader header) {
        return values.get(header);
    }

    boolean has(PublishHeader header) {
        return get(header) != null;
    }

    /** Its value as a number that is not negative, or -1 where there is none. */
    long number(PublishHeader header) {
        String value = get(header);
        if (value == null || value.length() > 19) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }
}
