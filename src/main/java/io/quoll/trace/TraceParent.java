package io.quoll.trace;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which step of which trace something follows from, as the W3C's Trace Context writes it.
 *
 * <pre>
 *   traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
 *                |  trace                            step             flags, of which the last bit says it is sampled
 *                version
 *   tracestate:  vendor=whatever,other=too
 * </pre>
 *
 * @param state what {@code tracestate} says; empty where there is none
 */
public record TraceParent(String traceId, String spanId, boolean sampled, String state) {

    public static final String HEADER = "traceparent";
    public static final String STATE_HEADER = "tracestate";

    private static final int LENGTH = 55;
    private static final int TRACE_AT = 3;
    private static final int SPAN_AT = 36;
    private static final int FLAGS_AT = 53;

    /** The most of a state that is passed on. */
    private static final int LONGEST_STATE = 512;

    /** What a message's headers say of it, in whichever case of letters; {@code null} where they say nothing that holds. */
    static @Nullable TraceParent of(Publication message) {
        String parent = header(message, HEADER);
        return parent == null ? null : of(parent, header(message, STATE_HEADER));
    }

    /**
     * @return {@code null} for what is no {@code traceparent}
     */
    public static @Nullable TraceParent of(@Nullable String parent, @Nullable String state) {
        if (parent == null || parent.length() < LENGTH || !isFormed(parent)) {
            return null;
        }
        boolean sampled = (Character.digit(parent.charAt(FLAGS_AT + 1), 16) & 1) != 0;
        String kept = state == null || state.length() > LONGEST_STATE ? "" : state;
        return new TraceParent(
                parent.substring(TRACE_AT, SPAN_AT - 1), parent.substring(SPAN_AT, FLAGS_AT - 1), sampled, kept);
    }

    /** Later versions may say more behind; this one may not. */
    private static boolean isFormed(String parent) {
        boolean first = parent.startsWith("00");
        return !parent.startsWith("ff")
                && (first ? parent.length() == LENGTH : parent.length() == LENGTH || parent.charAt(LENGTH) == '-')
                && isHex(parent, 0, TRACE_AT - 1, true)
                && isHex(parent, TRACE_AT, SPAN_AT - 1, false)
                && isHex(parent, SPAN_AT, FLAGS_AT - 1, false)
                && isHex(parent, FLAGS_AT, LENGTH, true)
                && parent.charAt(TRACE_AT - 1) == '-'
                && parent.charAt(SPAN_AT - 1) == '-'
                && parent.charAt(FLAGS_AT - 1) == '-';
    }

    private static boolean isHex(String text, int from, int to, boolean mayBeZero) {
        boolean zero = true;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
            zero &= c == '0';
        }
        return mayBeZero || !zero;
    }

    /** The value of the header that names this step. */
    public String text() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    private static @Nullable String header(Publication message, String name) {
        ByteBuffer bytes = message.bytes();
        int end = message.bodyStart() + message.headerLength();
        int line = message.bodyStart();
        while (line < end) {
            int next = endOfLine(bytes, line, end);
            if (isNamed(bytes, line, next, name)) {
                byte[] value = new byte[next - line - name.length() - 1];
                bytes.get(line + name.length() + 1, value);
                return new String(value, StandardCharsets.ISO_8859_1).strip();
            }
            line = next + 2;
        }
        return null;
    }

    private static int endOfLine(ByteBuffer bytes, int from, int end) {
        int at = from;
        while (at < end && bytes.get(at) != '\r') {
            at++;
        }
        return at;
    }

    private static boolean isNamed(ByteBuffer bytes, int line, int end, String name) {
        if (end - line <= name.length() || bytes.get(line + name.length()) != ':') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if ((bytes.get(line + i) | 0x20) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
