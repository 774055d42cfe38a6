package io.quoll.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client that speaks WebSocket by hand: it writes requests and frames as a test wants them, right or wrong, and reads what
 * comes.
 */
public final class RawWebSocket implements AutoCloseable {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    public static final int FINAL = 0x80;
    public static final int COMPRESSED = 0x40;

    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    /** A frame as it came. */
    public static final class Frame {
        private final int first;
        private final byte[] payload;

        private Frame(int first, byte[] payload) {
            this.first = first;
            this.payload = payload;
        }

        /** Its first byte. */
        public int first() {
            return first;
        }

        public byte[] payload() {
            return payload.clone();
        }

        public int operation() {
            return first & 0x0F;
        }

        public boolean isCompressed() {
            return (first & COMPRESSED) != 0;
        }

        public String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }

        /** The number in front of a closing frame. */
        public int status() {
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        public String reason() {
            return text().substring(2);
        }
    }

    private final RawClient bytes;
    private final Map<String, String> answer = new TreeMap<>();
    private String status = "";

    public RawWebSocket(RawClient bytes) {
        this.bytes = bytes;
    }

    /** A request with these lines besides the first, each in place of the usual one of its name; an empty one leaves it out. */
    public RawWebSocket ask(String firstLine, String... lines) {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "host", "localhost",
                "upgrade", "websocket",
                "connection", "keep-alive, Upgrade",
                "sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==",
                "sec-websocket-version", "13"));
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        StringBuilder request = new StringBuilder(firstLine).append("\r\n");
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.append(name).append(": ").append(value).append("\r\n");
            }
        });
        bytes.send(request.append("\r\n").toString());
        readAnswer();
        return this;
    }

    private void readAnswer() {
        status = bytes.line();
        for (String line = bytes.line(); !line.isEmpty(); line = bytes.line()) {
            int colon = line.indexOf(':');
            answer.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    /** As {@link #ask} for a client's usual request, which must succeed. */
    public RawWebSocket open(String... lines) {
        ask("GET / HTTP/1.1", lines);
        if (!status.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(status);
        }
        return this;
    }

    public String status() {
        return status;
    }

    public Map<String, String> answer() {
        return answer;
    }

    public RawClient bytes() {
        return bytes;
    }

    /** A masked frame. */
    public RawWebSocket send(int first, byte[] payload) {
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK[i & 3];
        }
        ByteBuffer frame = header(first, payload.length, 0x80);
        frame.put(MASK).put(masked);
        return flush(frame);
    }

    public RawWebSocket send(int first, String payload) {
        return send(first, payload.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawWebSocket send(String payload) {
        return send(FINAL | BINARY, payload);
    }

    public RawWebSocket sendUnmasked(int first, byte[] payload) {
        return flush(header(first, payload.length, 0).put(payload));
    }

    private RawWebSocket flush(ByteBuffer frame) {
        byte[] written = new byte[frame.position()];
        frame.get(0, written);
        bytes.send(written);
        return this;
    }

    private static ByteBuffer header(int first, int length, int mask) {
        ByteBuffer frame = ByteBuffer.allocate(length + 14).put((byte) first);
        if (length < 126) {
            frame.put((byte) (length | mask));
        } else if (length < 1 << 16) {
            frame.put((byte) (126 | mask)).putShort((short) length);
        } else {
            frame.put((byte) (127 | mask)).putLong(length);
        }
        return frame;
    }

    /** The next frame, but for the server's own pings, see {@link RawClient}. */
    public Frame frame() {
        Frame frame = anyFrame();
        while (frame.operation() == BINARY && frame.text().equals("PING\r\n")) {
            frame = anyFrame();
        }
        return frame;
    }

    private Frame anyFrame() {
        byte[] start = bytes.bytes(2);
        long length = start[1] & 0x7F;
        if ((start[1] & 0x80) != 0) {
            throw new AssertionError("a server must not mask");
        }
        if (length == 126) {
            length = ByteBuffer.wrap(bytes.bytes(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = ByteBuffer.wrap(bytes.bytes(8)).getLong();
        }
        return new Frame(start[0] & 0xFF, bytes.bytes((int) length));
    }

    /** So many bytes as came in frames, however they were cut. */
    public String data(int length) {
        StringBuilder data = new StringBuilder();
        while (data.length() < length) {
            Frame frame = frame();
            if (frame.operation() != BINARY) {
                throw new AssertionError("instead of data there came " + frame.operation() + " " + frame.text());
            }
            data.append(frame.text());
        }
        return data.toString();
    }

    /** The next frame that is none of data. */
    public Frame control() {
        Frame frame = frame();
        while (frame.operation() < CLOSE) {
            frame = frame();
        }
        return frame;
    }

    @Override
    public void close() {
        bytes.close();
    }
}
