package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that are never silent and never done, with times that are shorter than those they have. */
class SlowHeadsTest {

    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration FIRST = Duration.ofMillis(300);
    private static final Duration BETWEEN = Duration.ofMillis(600);
    private static final int SECONDS = 10;
    private static final int PACE_MILLIS = 40;

    /** Of whose text each character is a byte. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM_AND_HEADERS = 5;

    /** GET of a path with a letter, as the static table and literals say it. */
    private static final byte[] GET_OPEN = {(byte) 0x82, (byte) 0x86, 0x04, 5, '/', 'o', 'p', 'e', 'n'};

    /** What a client sends at once, and then again and again. */
    private enum Client {
        THAT_NEVER_ENDS_ITS_FIRST_HEAD(ascii("GET / HTTP/1.1\r\nHost: a\r\nQuoll-A: "), ascii("x"), FIRST),
        THAT_SENDS_A_LINE_NOW_AND_THEN(ascii("GET / HTTP/1.1\r\n"), ascii("A: b\r\n"), FIRST),
        THAT_ASKS_ONCE(ascii("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nQuoll-A: "), ascii("x"), BETWEEN),
        THAT_ONLY_PINGS(preface(), frame(PING, 0, 0, new byte[8]), FIRST),
        THAT_NEVER_ENDS_ITS_FIRST_HEAD_OVER_HTTP2(
                join(preface(), frame(HEADERS, 0, 1, new byte[0])),
                frame(CONTINUATION, 0, 1, new byte[] {0, 0}),
                FIRST);

        private final String opening;
        private final String more;
        private final Duration least;

        Client(byte[] opening, byte[] more, Duration least) {
            this.opening = new String(opening, BYTES);
            this.more = new String(more, BYTES);
            this.least = least;
        }
    }

    /** Clients of a stream that goes on. */
    private enum Reader {
        OVER_HTTP1(ascii("GET /open HTTP/1.1\r\nHost: a\r\n\r\n")),
        OVER_HTTP2(join(preface(), frame(HEADERS, END_STREAM_AND_HEADERS, 1, GET_OPEN)));

        private final String opening;

        Reader(byte[] opening) {
            this.opening = new String(opening, BYTES);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] preface() {
        return join(ascii(PREFACE), frame(SETTINGS, 0, 0, new byte[0]));
    }

    private static byte[] join(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    /** Answers at once, but for one path, whose response goes on. */
    private final class Server extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            SlowHeads heads = new SlowHeads(this::answer, EVERY, FIRST, BETWEEN);
            HttpServer server = vertx.createHttpServer().requestHandler(heads);
            server.listen(0, "127.0.0.1")
                    .onSuccess(listening -> {
                        heads.watch(context, listening.actualPort());
                        port.complete(listening.actualPort());
                    })
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        private void answer(HttpServerRequest request) {
            if ("/open".equals(request.path())) {
                request.response().setChunked(true).writeHead();
            } else {
                request.response().end("done");
            }
        }
    }

    @BeforeEach
    void start() {
        vertx.deployVerticle(new Server());
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.get(SECONDS, TimeUnit.SECONDS));
        socket.setSoTimeout(PACE_MILLIS);
        return socket;
    }

    /** Whether the server closes the connection within that time, while the client goes on sending. */
    private static boolean isClosed(Socket socket, byte[] more, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        try {
            InputStream in = socket.getInputStream();
            while (System.nanoTime() < deadline) {
                try {
                    if (in.read(new byte[1024]) < 0) {
                        return true;
                    }
                } catch (SocketTimeoutException e) {
                    socket.getOutputStream().write(more);
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldCloseAClient(Client client) throws Exception {
        // given
        try (Socket socket = connect()) {
            long began = System.nanoTime();
            socket.getOutputStream().write(client.opening.getBytes(BYTES));

            // when
            boolean closed = isClosed(socket, client.more.getBytes(BYTES), Duration.ofSeconds(SECONDS));

            // then
            assertThat(closed).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(client.least);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveAStreamOpen(Reader reader) throws Exception {
        // given
        try (Socket socket = connect()) {
            socket.getOutputStream().write(reader.opening.getBytes(BYTES));

            // when
            boolean closed = isClosed(socket, new byte[0], BETWEEN.multipliedBy(2));

            // then
            assertThat(closed).isFalse();
        }
    }
}
