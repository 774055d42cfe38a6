package io.quoll.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client that writes bytes and expects bytes, and knows nothing of the protocol but the handshake and the server's own
 * pings, which come about two seconds after the handshake and so, on a busy machine, in the middle of a test: it passes over
 * those that are not expected. Text stands for its bytes, one a character. Whatever does not come within some seconds fails
 * the test.
 */
public final class RawClient implements AutoCloseable {

    /** One that receives messages with headers, hears of missing responders and gets no acknowledgements. */
    public static final String USUAL =
            "{\"verbose\":false,\"pedantic\":false,\"protocol\":1,\"headers\":true,\"no_responders\":true}";

    private static final Charset BYTES = StandardCharsets.ISO_8859_1;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String PING = "PING\r\n";

    private final Socket socket;
    private final InputStream in;
    private final String info;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        this.info = line();
    }

    private RawClient(Socket socket, String info) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        this.info = info;
    }

    /** One that shakes hands before the server says anything. */
    public static RawClient connectSecurely(int port, SSLContext context) {
        try {
            return new RawClient(handshake(open(port, 0), context));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection on which neither side has said anything, for what is no client of the protocol. */
    public static RawClient connectMutely(int port) {
        try {
            return new RawClient(open(port, 0), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes on encrypted; this must not be used any more. */
    public RawClient secured(SSLContext context) {
        try {
            return new RawClient(handshake(socket, context), info);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket handshake(Socket socket, SSLContext context) throws IOException {
        SSLSocket secure = (SSLSocket) context.getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        secure.startHandshake();
        return secure;
    }

    public static RawClient connect(int port) {
        return connect(port, 0);
    }

    /**
     * @param receiveBufferBytes how much the system may take in before anybody reads, 0 for its own choice
     */
    public static RawClient connect(int port, int receiveBufferBytes) {
        try {
            return new RawClient(open(port, receiveBufferBytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket open(int port, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        return socket;
    }

    /** The server's first line. */
    public String info() {
        return info;
    }

    /** Says CONNECT and waits until the server has taken it; leaves out what a first PING brings besides. */
    public void handshake(String options) {
        send("CONNECT " + options + "\r\nPING\r\n");
        String line = line();
        while (!line.equals("PONG")) {
            if (!line.equals("+OK")) {
                throw new AssertionError("instead of PONG there came: " + line);
            }
            line = line();
        }
        if (options.contains("\"protocol\":1")) {
            String second = line();
            if (!second.startsWith("INFO ")) {
                throw new AssertionError("instead of INFO there came: " + second);
            }
        }
    }

    public RawClient send(String bytes) {
        return send(bytes.getBytes(BYTES));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The next line, without its end. */
    public String line() {
        skipPings();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = read();
            if (next < 0) {
                throw new AssertionError("the server closed after: " + line.toString(BYTES));
            }
            if (next == '\n') {
                return line.toString(BYTES).stripTrailing();
            }
            line.write(next);
        }
    }

    /** Exactly so many bytes. */
    public byte[] bytes(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new AssertionError("the server closed after " + bytes.length + " of " + count + " bytes");
            }
            return bytes;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server did not send " + count + " bytes", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawClient expect(String expected) {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        for (int i = 0; i < expected.length(); i++) {
            boolean atStart = i == 0 || expected.charAt(i - 1) == '\n';
            if (atStart && !expected.startsWith(PING, i)) {
                skipPings();
            }
            int next = read();
            if (next >= 0) {
                seen.write(next);
            }
            if (next != (expected.charAt(i) & 0xFF)) {
                throw new AssertionError("expected: " + printable(expected) + "\n but came: "
                        + printable(seen.toString(BYTES)) + (next < 0 ? " and the end" : rest()));
            }
        }
        return this;
    }

    /** That nothing more comes than the answer to a PING sent now. */
    public RawClient expectNothingMore() {
        return send("PING\r\n").expect("PONG\r\n");
    }

    /** That the server closes, and what it sends until then. */
    public String untilClosed() {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        for (int next = read(); next >= 0; next = read()) {
            seen.write(next);
        }
        String said = seen.toString(BYTES);
        return said.startsWith(PING) ? said.substring(PING.length()) : said.replace("\n" + PING, "\n");
    }

    private void skipPings() {
        while (isAtPing()) {
            bytes(PING.length());
        }
    }

    /** Looks at no more bytes than it must, for there may be none behind them. */
    private boolean isAtPing() {
        in.mark(PING.length());
        try {
            for (int i = 0; i < PING.length(); i++) {
                if (read() != PING.charAt(i)) {
                    return false;
                }
            }
            return true;
        } finally {
            rewind();
        }
    }

    private void rewind() {
        try {
            in.reset();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes room in the system's buffers be all that the server can write to. */
    public Socket socket() {
        return socket;
    }

    private int read() {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server sent nothing more", e);
        } catch (SocketException e) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String rest() {
        try {
            return printable(new String(in.readNBytes(Math.min(in.available(), 200)), BYTES));
        } catch (IOException e) {
            return "";
        }
    }

    private static String printable(String bytes) {
        return bytes.replace("\r", "\\r").replace("\n", "\\n");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
