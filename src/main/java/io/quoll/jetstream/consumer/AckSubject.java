package io.quoll.jetstream.consumer;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The subject of an acknowledgement, taken apart where it stands. One for each thread; what it shows is valid until it is given
 * another.
 *
 * <pre>
 *   $JS.ACK.stream.consumer.deliveries.sequence.consumer's sequence.time.pending
 *   $JS.ACK.domain.account.stream.consumer.deliveries.sequence.consumer's sequence.time.pending[.more]
 * </pre>
 */
final class AckSubject {

    static final byte[] PREFIX = "$JS.ACK.".getBytes(StandardCharsets.US_ASCII);

    private static final int SHORT_FORM = 9;
    private static final int LONG_FORM = 11;
    private static final int MOST_DIGITS = 18;

    private final int[] starts = new int[LONG_FORM + 1];
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int first;

    /**
     * @return false if it is no acknowledgement's
     */
    boolean read(Publication message) {
        bytes = message.bytes();
        int end = message.subjectStart() + message.subjectLength();
        int tokens = 0;
        starts[tokens++] = message.subjectStart();
        for (int at = message.subjectStart(); at < end && tokens <= LONG_FORM; at += Long.BYTES) {
            long dots = dots(bytes.getLong(at));
            while (dots != 0 && tokens <= LONG_FORM) {
                int start = at + 1 + (Long.numberOfTrailingZeros(dots) >>> 3);
                if (start > end) {
                    break;
                }
                starts[tokens++] = start;
                dots &= dots - 1;
            }
        }
        if (tokens <= LONG_FORM) {
            starts[tokens] = end + 1;
        }
        if (tokens != SHORT_FORM && tokens < LONG_FORM) {
            return false;
        }
        first = tokens == SHORT_FORM ? 2 : 4;
        return true;
    }

    /** The highest bit of each byte that is a dot. */
    private static long dots(long word) {
        long different = word ^ 0x2E2E_2E2E_2E2E_2E2EL;
        return ~((different & 0x7F7F_7F7F_7F7F_7F7FL) + 0x7F7F_7F7F_7F7F_7F7FL | different | 0x7F7F_7F7F_7F7F_7F7FL);
    }

    boolean isStream(byte[] name) {
        return is(first, name);
    }

    String stream() {
        return text(first);
    }

    boolean isConsumer(byte[] name) {
        return is(first + 1, name);
    }

    String consumer() {
        return text(first + 1);
    }

    /** How often it had been delivered, or -1 if that is no number; so with the others. */
    long deliveries() {
        return number(first + 2);
    }

    long sequence() {
        return number(first + 3);
    }

    long consumerSequence() {
        return number(first + 4);
    }

    private int length(int token) {
        return starts[token + 1] - 1 - starts[token];
    }

    private boolean is(int token, byte[] name) {
        if (length(token) != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes.get(starts[token] + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private String text(int token) {
        byte[] copy = new byte[length(token)];
        bytes.get(starts[token], copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    private long number(int token) {
        int length = length(token);
        if (length == 0 || length > MOST_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = starts[token]; i < starts[token] + length; i++) {
            int digit = bytes.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    static boolean isPrefixOf(Publication message) {
        return begins(message, PREFIX);
    }

    static boolean begins(Publication message, byte[] prefix) {
        if (message.subjectLength() <= prefix.length) {
            return false;
        }
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (message.bytes().get(message.subjectStart() + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of the token that begins at {@code from} in a subject; for those that are looked up seldom. */
    static String tokenAt(Publication message, int from) {
        byte[] subject = message.copySubject();
        int end = from;
        while (end < subject.length && subject[end] != '.') {
            end++;
        }
        return new String(Arrays.copyOfRange(subject, from, end), StandardCharsets.UTF_8);
    }
}
