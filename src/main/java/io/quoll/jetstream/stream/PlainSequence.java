package io.quoll.jetstream.stream;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The number in a request that says {@code {"seq":12}} and nothing else, which most do, found without reading it as JSON. What
 * is written in another way is left to those who read JSON.
 */
final class PlainSequence {

    private static final byte[] NAME = "\"seq\"".getBytes(StandardCharsets.US_ASCII);

    /** So that the number cannot be too large. */
    private static final int MOST_DIGITS = 18;

    /** It does not say that, or not so plainly. */
    static final long NONE = 0;

    private final ByteBuffer bytes;
    private final int end;
    private int at;

    private PlainSequence(ByteBuffer bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** The sequence that is asked for, {@link #NONE} if it is to be read as JSON. */
    static long of(Publication request) {
        int start = request.bodyStart() + request.headerLength();
        return new PlainSequence(request.bytes(), start, start + request.payloadLength()).read();
    }

    private long read() {
        if (!takes('{') || !takesName() || !takes(':')) {
            return NONE;
        }
        skipSpaces();
        int first = at;
        long value = 0;
        while (at < end && isDigit(bytes.get(at)) && at - first < MOST_DIGITS) {
            value = value * 10 + bytes.get(at++) - '0';
        }
        boolean plain = at > first && bytes.get(first) != '0';
        return plain && takes('}') && isAtEnd() ? value : NONE;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private boolean takesName() {
        skipSpaces();
        if (end - at < NAME.length) {
            return false;
        }
        for (byte expected : NAME) {
            if (bytes.get(at++) != expected) {
                return false;
            }
        }
        return true;
    }

    private boolean takes(char expected) {
        skipSpaces();
        return at < end && bytes.get(at++) == expected;
    }

    private boolean isAtEnd() {
        skipSpaces();
        return at == end;
    }

    private void skipSpaces() {
        while (at < end && bytes.get(at) == ' ') {
            at++;
        }
    }
}
