package io.quoll.bench;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Finds the frames of a server in what was read from its socket. Used by one thread; allocates nothing per message: what
 * {@link #next()} found is looked at in place until the following call.
 *
 * <pre>
 *   MSG subject sid [reply] total\r\n            payload \r\n
 *   HMSG subject sid [reply] header total\r\n    header payload \r\n
 *   INFO {…}\r\n   PING\r\n   PONG\r\n   +OK\r\n   -ERR 'text'\r\n
 * </pre>
 *
 * <p>A frame is taken only when it is there as a whole, so the buffer grows to the largest message, at most {@value
 * #MAX_FRAME_BYTES} bytes.
 */
final class FrameReader {

    static final int MAX_FRAME_BYTES = 128 << 20;

    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final int MAX_FIELDS = 6;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final String[] LINE_VERBS = {"ping", "pong", "info", "+ok", "-err"};
    private static final Frame[] LINES = {Frame.PING, Frame.PONG, Frame.INFO, Frame.OK, Frame.ERROR};

    private byte[] bytes;
    private ByteBuffer room;
    private int position;
    private int limit;

    private final int[] fieldStarts = new int[MAX_FIELDS];
    private final int[] fieldEnds = new int[MAX_FIELDS];
    private int fields;
    private int bodyStart;
    private int headerLength;
    private int bodyLength;
    private int missing = 1;

    FrameReader(int initialBytes) {
        bytes = new byte[initialBytes];
        room = ByteBuffer.wrap(bytes);
    }

    /** Reads once from the channel and blocks as the channel does. */
    void fill(ReadableByteChannel channel) throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
        } else if (position > 0 && bytes.length - limit < Math.max(missing, bytes.length / 2)) {
            System.arraycopy(bytes, position, bytes, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (bytes.length - limit < missing) {
            grow(limit + missing);
        }
        room.clear().position(limit);
        int read = channel.read(room);
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        limit += read;
    }

    private void grow(int needed) {
        byte[] larger = new byte[Math.max(needed, Math.min(MAX_FRAME_BYTES, bytes.length * 2))];
        System.arraycopy(bytes, 0, larger, 0, limit);
        bytes = larger;
        room = ByteBuffer.wrap(bytes);
    }

    /** Takes the next frame out of what was read. */
    Frame next() throws ProtocolException {
        int end = endOfLine();
        if (end < 0) {
            if (limit - position > MAX_LINE_BYTES) {
                throw new ProtocolException("the server sent a line without an end");
            }
            missing = 1;
            return Frame.NONE;
        }
        if (fields == 0) {
            throw new ProtocolException("the server sent an empty line");
        }
        int verb = fieldStarts[0];
        switch (bytes[verb] | 0x20) {
            case 'm' -> {
                if (isVerb("msg") && (fields == 4 || fields == 5)) {
                    headerLength = 0;
                    return body(number(fields - 1), end);
                }
            }
            case 'h' -> {
                if (isVerb("hmsg") && (fields == 5 || fields == 6)) {
                    headerLength = number(fields - 2);
                    return body(number(fields - 1), end);
                }
            }
            default -> {
                for (int i = 0; i < LINES.length; i++) {
                    if (isVerb(LINE_VERBS[i])) {
                        return line(LINES[i], end);
                    }
                }
            }
        }
        throw new ProtocolException("the server does not speak NATS, it sent: "
                + text(position, Math.min(end, position + 60)).strip());
    }

    /** Cuts the line at {@link #position} into fields and finds the byte behind its end, or -1 when it has none yet. */
    private int endOfLine() {
        byte[] in = bytes;
        int to = limit;
        int count = 0;
        int start = -1;
        for (int at = position; at < to; at++) {
            int b = in[at] & 0xFF;
            if (b > ' ') {
                if (start < 0) {
                    start = at;
                }
                continue;
            }
            if (start >= 0) {
                if (count < MAX_FIELDS) {
                    fieldStarts[count] = start;
                    fieldEnds[count] = at;
                }
                count++;
                start = -1;
            }
            if (b == '\n') {
                fields = count;
                return at + 1;
            }
        }
        return -1;
    }

    private boolean isVerb(String lowerCase) {
        int start = fieldStarts[0];
        if (fieldEnds[0] - start != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            int b = bytes[start + i];
            if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int number(int field) throws ProtocolException {
        long value = 0;
        for (int at = fieldStarts[field]; at < fieldEnds[field]; at++) {
            int digit = bytes[at] - '0';
            value = value * 10 + digit;
            if (digit < 0 || digit > 9 || value > MAX_FRAME_BYTES) {
                throw new ProtocolException("the server sent a message with a bad size");
            }
        }
        return (int) value;
    }

    private Frame line(Frame frame, int end) {
        bodyStart = fieldEnds[0];
        bodyLength = end - bodyStart;
        headerLength = 0;
        position = end;
        return frame;
    }

    private Frame body(int total, int start) throws ProtocolException {
        if (headerLength > total) {
            throw new ProtocolException("the server sent a message with a bad size");
        }
        int end = start + total + 2;
        if (end > limit) {
            missing = end - limit;
            return Frame.NONE;
        }
        if (bytes[end - 2] != '\r' || bytes[end - 1] != '\n') {
            throw new ProtocolException("the server sent a message that is longer than it said");
        }
        bodyStart = start;
        bodyLength = total;
        position = end;
        return Frame.MESSAGE;
    }

    /** What the positions below are positions in. */
    byte[] bytes() {
        return bytes;
    }

    int subjectEnd() {
        return fieldEnds[1];
    }

    String subject() {
        return text(fieldStarts[1], fieldEnds[1]);
    }

    int replyStart() {
        return fieldStarts[3];
    }

    /** 0 when the message asks for no reply. */
    int replyLength() {
        boolean replyWanted = fields == (headerLength > 0 ? 6 : 5);
        return replyWanted ? fieldEnds[3] - fieldStarts[3] : 0;
    }

    /** Where the header starts, or the payload of a message without one. */
    int bodyStart() {
        return bodyStart;
    }

    /** Header and payload. */
    int bodyLength() {
        return bodyLength;
    }

    /** 0 when the message has no header. */
    int headerLength() {
        return headerLength;
    }

    int payloadStart() {
        return bodyStart + headerLength;
    }

    int payloadLength() {
        return bodyLength - headerLength;
    }

    /** The eight payload bytes from this one on as a number, most significant byte first. */
    long payloadLong(int offset) {
        return (long) LONG.get(bytes, payloadStart() + offset);
    }

    /** Whether the message is the server's word that nobody subscribes to the subject of a request. */
    boolean isNoResponders() {
        int status = bodyStart + "NATS/1.0 ".length();
        return headerLength >= 16
                && bodyLength == headerLength
                && bytes[status] == '5'
                && bytes[status + 1] == '0'
                && bytes[status + 2] == '3';
    }

    /** What stands behind the verb of a line. */
    String argument() {
        return text(bodyStart, bodyStart + bodyLength).strip();
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
