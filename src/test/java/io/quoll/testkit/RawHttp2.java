package io.quoll.testkit;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * An HTTP/2 connection without TLS, by prior knowledge, that does what no client would, and costs no more than a load generator
 * should: blocking, without compressed headers, and with one upload at a time. One thread reads; any thread writes.
 */
public final class RawHttp2 implements Closeable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;

    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

    private static final int SET_TABLE_SIZE = 1;
    private static final int SET_WINDOW = 4;
    private static final int SET_FRAME_SIZE = 5;
    private static final int CANCEL = 8;
    private static final int USUAL_WINDOW = 65_535;
    private static final int FRAME_HEAD = 9;
    private static final int SETTING = 6;

    /** Where the static table has these statuses, one behind the other. */
    private static final int FIRST_STATUS = 0x88;

    private static final int[] STATUSES = {200, 204, 206, 304, 400, 404, 500};

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final int window;
    private final Receiver receiver;
    private final Semaphore connectionWindow = new Semaphore(USUAL_WINDOW);
    private final Semaphore uploadWindow = new Semaphore(0);
    private byte[] buffer = new byte[1 << 20];
    private int start;
    private int end;
    private int unacknowledged;
    private int nextStream = 1;
    private int peerWindow = USUAL_WINDOW;
    private int peerFrameSize = 16_384;

    /** How the server has ended a stream, or the connection. */
    public static final class Ended extends IOException {

        private static final long serialVersionUID = 1L;

        private final int stream;
        private final int error;

        Ended(int stream, int error) {
            super((stream == 0 ? "the connection" : "stream " + stream) + " was ended with error " + error);
            this.stream = stream;
            this.error = error;
        }

        /** 0 for the connection. */
        public int stream() {
            return stream;
        }

        /** The code that HTTP/2 gives the error. */
        public int error() {
            return error;
        }
    }

    /** Takes what comes, on the reading thread. */
    public interface Receiver {
        void onHead(int stream, int status) throws IOException;

        void onData(int stream, byte[] bytes, int from, int to) throws IOException;

        void onEnd(int stream) throws IOException;
    }

    /**
     * @param window how much may be underway to here
     * @param frameSize the most bytes of a frame to here
     */
    public RawHttp2(int port, int window, int frameSize, Receiver receiver) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.socket.setTcpNoDelay(true);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.window = window;
        this.receiver = receiver;
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer settings = ByteBuffer.allocate(3 * SETTING);
        settings.putShort((short) SET_TABLE_SIZE).putInt(0);
        settings.putShort((short) SET_WINDOW).putInt(window);
        settings.putShort((short) SET_FRAME_SIZE).putInt(frameSize);
        write(SETTINGS, 0, 0, settings.array(), settings.capacity());
        update(0, window - USUAL_WINDOW);
        while (!readFrame()) {
            // What the server wants to have settled comes first.
        }
    }

    /** Sends the head of a request; the upload's window is that of the last one with a body. */
    public synchronized int request(String method, String path, Map<String, String> headers, boolean hasBody)
            throws IOException {
        int stream = nextStream;
        nextStream += 2;
        ByteBuffer block = ByteBuffer.allocate(16 * 1024);
        literal(block, ":method", method);
        literal(block, ":scheme", "http");
        literal(block, ":path", path);
        literal(block, ":authority", "localhost");
        headers.forEach((name, value) -> literal(block, name, value));
        if (hasBody) {
            uploadWindow.drainPermits();
            uploadWindow.release(peerWindow);
        }
        write(HEADERS, END_HEADERS | (hasBody ? 0 : END_STREAM), stream, block.array(), block.position());
        return stream;
    }

    private static void literal(ByteBuffer block, String name, String value) {
        block.put((byte) 0);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteBuffer block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length < 127) {
            block.put((byte) bytes.length);
        } else {
            block.put((byte) 127).put((byte) (bytes.length - 127));
        }
        block.put(bytes);
    }

    /** Sends a part of a body, as soon as the server's windows let it. */
    public void upload(int stream, byte[] bytes, int length, boolean isLast) throws IOException {
        int at = 0;
        do {
            int size = Math.min(length - at, peerFrameSize);
            connectionWindow.acquireUninterruptibly(size);
            uploadWindow.acquireUninterruptibly(size);
            int flags = isLast && at + size == length ? END_STREAM : 0;
            write(DATA, flags, stream, at == 0 ? bytes : Arrays.copyOfRange(bytes, at, at + size), size);
            at += size;
        } while (at < length);
    }

    /** Takes a request back. */
    public void reset(int stream) throws IOException {
        write(
                RST_STREAM,
                0,
                stream,
                ByteBuffer.allocate(Integer.BYTES).putInt(CANCEL).array(),
                Integer.BYTES);
    }

    /** Sends a frame as it is. */
    public void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        write(type, flags, stream, payload, payload.length);
    }

    /** A frame that does not come within this time is an error. */
    public void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** Reads one frame; returns whether it was the server's settings. */
    public boolean readFrame() throws IOException {
        fill(FRAME_HEAD);
        int length = (buffer[start] & 0xFF) << 16 | (buffer[start + 1] & 0xFF) << 8 | buffer[start + 2] & 0xFF;
        int type = buffer[start + 3];
        int flags = buffer[start + 4];
        int stream = ByteBuffer.wrap(buffer).getInt(start + 5);
        fill(FRAME_HEAD + length);
        int from = start + FRAME_HEAD;
        start = from + length;
        switch (type) {
            case DATA -> {
                receiver.onData(stream, buffer, from, from + length);
                consumed(stream, length, (flags & END_STREAM) != 0);
            }
            case HEADERS -> receiver.onHead(stream, status((flags & PRIORITY) == 0 ? from : from + PRIORITY_BYTES));
            case RST_STREAM -> throw new Ended(stream, ByteBuffer.wrap(buffer).getInt(from));
            case GOAWAY -> throw new Ended(0, ByteBuffer.wrap(buffer).getInt(from + Integer.BYTES));
            case PING -> {
                if ((flags & ACK) == 0) {
                    write(PING, ACK, 0, Arrays.copyOfRange(buffer, from, from + length), length);
                }
            }
            case WINDOW_UPDATE ->
                (stream == 0 ? connectionWindow : uploadWindow)
                        .release(ByteBuffer.wrap(buffer).getInt(from));
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    settle(from, length);
                    return true;
                }
            }
            default -> {}
        }
        if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
            receiver.onEnd(stream);
        }
        return false;
    }

    private void settle(int from, int length) throws IOException {
        ByteBuffer settings = ByteBuffer.wrap(buffer, from, length);
        while (settings.hasRemaining()) {
            int name = settings.getShort();
            int value = settings.getInt();
            if (name == SET_WINDOW) {
                peerWindow = value;
            } else if (name == SET_FRAME_SIZE) {
                peerFrameSize = value;
            }
        }
        write(SETTINGS, ACK, 0, new byte[0], 0);
    }

    private int status(int from) {
        int at = from;
        while ((buffer[at] & 0xE0) == 0x20) {
            at++;
        }
        int first = buffer[at] & 0xFF;
        if (first >= FIRST_STATUS && first < FIRST_STATUS + STATUSES.length) {
            return STATUSES[first - FIRST_STATUS];
        }
        String digits = new String(buffer, at + 2, 3, StandardCharsets.US_ASCII);
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    "no status in " + HexFormat.of().formatHex(buffer, from, Math.min(start, from + 16)), e);
        }
    }

    private void consumed(int stream, int length, boolean isEnd) throws IOException {
        unacknowledged += length;
        if (unacknowledged >= window / 2) {
            update(0, unacknowledged);
            if (!isEnd) {
                update(stream, unacknowledged);
            }
            unacknowledged = 0;
        }
    }

    private void update(int stream, int bytes) throws IOException {
        if (bytes > 0) {
            write(
                    WINDOW_UPDATE,
                    0,
                    stream,
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes).array(),
                    Integer.BYTES);
        }
    }

    private void fill(int bytes) throws IOException {
        if (end - start >= bytes) {
            return;
        }
        if (start + Math.max(bytes, 64 * 1024) > buffer.length) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
            if (bytes > buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * bytes);
            }
        }
        while (end - start < bytes) {
            int count = in.read(buffer, end, buffer.length - end);
            if (count < 0) {
                throw new EOFException("the server has closed the connection");
            }
            end += count;
        }
    }

    private synchronized void write(int type, int flags, int stream, byte[] payload, int length) throws IOException {
        byte[] frame = new byte[FRAME_HEAD + length];
        ByteBuffer.wrap(frame)
                .putInt(length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload, 0, length);
        out.write(frame);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
