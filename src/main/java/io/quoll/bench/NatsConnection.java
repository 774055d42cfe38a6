package io.quoll.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A blocking connection to a server, past its handshake. One thread reads; any thread writes whole frames. {@link #close()}
 * from another thread ends a blocked read or write, which is how every wait is bounded.
 */
final class NatsConnection implements AutoCloseable {

    private static final int READ_BYTES = 256 << 10;
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "PONG\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final FrameReader reader = new FrameReader(READ_BYTES);
    private final WritableByteChannel wholeWrites = new WholeWrites();
    private ServerGreeting greeting = new ServerGreeting(false, false, 0);

    private NatsConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects and waits until the server has accepted the credentials. */
    static NatsConnection open(ServerAddress server, String name, Duration timeout) throws RunFailure {
        NatsConnection connection = new NatsConnection(connect(server, timeout));
        boolean accepted = false;
        try {
            connection.shakeHands(server, name, timeout);
            accepted = true;
            return connection;
        } catch (SocketTimeoutException e) {
            throw new RunFailure(server.place() + " does not answer as a NATS server");
        } catch (ServerErrorException e) {
            throw new RunFailure(refusal(server, e));
        } catch (IOException e) {
            throw new RunFailure("cannot connect to " + server.place() + ": " + reason(e));
        } finally {
            if (!accepted) {
                connection.close();
            }
        }
    }

    private static SocketChannel connect(ServerAddress server, Duration timeout) throws RunFailure {
        String reason = "no address";
        try {
            for (InetAddress address : InetAddress.getAllByName(server.host())) {
                SocketChannel channel = SocketChannel.open();
                try {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.socket().connect(new InetSocketAddress(address, server.port()), millis(timeout));
                    return channel;
                } catch (SocketTimeoutException e) {
                    reason = "no answer within " + HumanUnits.time(timeout.toNanos());
                    channel.close();
                } catch (IOException e) {
                    reason = reason(e);
                    channel.close();
                }
            }
        } catch (UnknownHostException e) {
            reason = "the host name is unknown";
        } catch (IOException e) {
            reason = reason(e);
        }
        throw new RunFailure("cannot connect to " + server.place() + ": " + reason);
    }

    private void shakeHands(ServerAddress server, String name, Duration timeout) throws IOException, RunFailure {
        Socket socket = channel.socket();
        socket.setSoTimeout(millis(timeout));
        ReadableByteChannel timed = Channels.newChannel(socket.getInputStream());
        if (await(Frame.INFO, timed) == Frame.INFO) {
            greeting = ServerGreeting.parse(reader.argument());
        }
        if (greeting.tlsRequired()) {
            throw new RunFailure(server.place() + " wants TLS, which bench does not speak");
        }
        String connect = "CONNECT " + introduction(server, name) + "\r\n";
        wholeWrites.write(ByteBuffer.wrap(connect.getBytes(StandardCharsets.UTF_8)));
        ping();
        await(Frame.PONG, timed);
        socket.setSoTimeout(0);
    }

    private JsonObject introduction(ServerAddress server, String name) {
        return new JsonObject()
                .put("verbose", false)
                .put("pedantic", false)
                .put("protocol", 1)
                .put("headers", greeting.headers())
                .put("no_responders", greeting.headers())
                .put("name", name)
                .put("lang", "java")
                .put("version", "quoll")
                .put("user", server.user())
                .put("pass", server.password())
                .put("auth_token", server.token());
    }

    private Frame await(Frame wanted, ReadableByteChannel source) throws IOException {
        long give = System.nanoTime() + channel.socket().getSoTimeout() * 1_000_000L;
        while (true) {
            Frame frame = take();
            if (frame == wanted) {
                return frame;
            }
            if (frame == Frame.NONE) {
                if (System.nanoTime() - give > 0) {
                    throw new SocketTimeoutException();
                }
                reader.fill(source);
            }
        }
    }

    ServerGreeting greeting() {
        return greeting;
    }

    /** What the last {@link #take()} found. */
    FrameReader reader() {
        return reader;
    }

    /** Writes go to the socket whole, whichever thread they come from. */
    WritableByteChannel writes() {
        return wholeWrites;
    }

    /**
     * The next frame of what was read: a message, a PONG, or {@link Frame#NONE} when {@link #fill()} has to be called. A
     * PING is answered on the way.
     *
     * @throws ServerErrorException when the server sent -ERR
     */
    Frame take() throws IOException {
        while (true) {
            Frame frame = reader.next();
            switch (frame) {
                case PING -> wholeWrites.write(ByteBuffer.wrap(PONG));
                case ERROR -> throw new ServerErrorException(reader.argument());
                case OK -> {}
                default -> {
                    return frame;
                }
            }
        }
    }

    /** Blocks until the server has sent something. */
    void fill() throws IOException {
        reader.fill(channel);
    }

    void ping() throws IOException {
        wholeWrites.write(ByteBuffer.wrap(PING));
    }

    void subscribe(String pattern, @Nullable String queue) throws IOException {
        String line = "SUB " + pattern + (queue == null ? "" : " " + queue) + " 1\r\n";
        wholeWrites.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed for our purposes: nothing is read or written any more.
        }
    }

    private static int millis(Duration timeout) {
        return (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    }

    private static String refusal(ServerAddress server, ServerErrorException error) {
        if (!error.isAuthorizationViolation()) {
            return server.place() + " refused the connection: " + error.getMessage();
        }
        boolean anonymous = server.user() == null && server.token() == null;
        return "authorization violation: " + server.place()
                + (anonymous
                        ? " wants credentials, give --user and --password or --token"
                        : " does not accept these credentials");
    }

    /** Why the network failed, in words. */
    static String reason(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message.toLowerCase(Locale.ROOT);
    }

    /** Keeps the frames of two threads apart: a publisher's, and the answer to a PING. */
    private final class WholeWrites implements WritableByteChannel {

        @Override
        public synchronized int write(ByteBuffer source) throws IOException {
            int bytes = source.remaining();
            while (source.hasRemaining()) {
                channel.write(source);
            }
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
