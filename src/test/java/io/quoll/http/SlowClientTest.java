package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quoll.http.format.StreamFormat;
import io.quoll.http.problem.ProblemException;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that keep the server waiting, with times that are shorter than those it has. */
class SlowClientTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Socket connect(Handler<HttpServerRequest> handler, String request) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(handler);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void shouldGiveUpABodyThatDoesNotCome() throws Exception {
        // given
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Handler<HttpServerRequest> handler = request -> new BodyCollector(request, 1000, SHORT)
                .collect()
                .subscribe()
                .with(body -> failure.completeExceptionally(new AssertionError("a body came")), failure::complete);

        // when
        try (Socket socket = connect(handler, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nsome")) {
            Throwable why = failure.get(SECONDS, TimeUnit.SECONDS);

            // then
            assertThat(socket.isConnected()).isTrue();
            assertThat(why).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(
                            e.problem().status())
                    .isEqualTo(408));
        }
    }

    @Test
    void shouldCutOffAReaderThatTakesNothing() throws Exception {
        // given
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        Buffer chunk = Buffer.buffer(new byte[64 * 1024]);
        Handler<HttpServerRequest> handler = http -> {
            Multi<Buffer> endless = Multi.createBy()
                    .repeating()
                    .supplier(() -> chunk)
                    .indefinitely()
                    .onCancellation()
                    .invoke(() -> cancelled.set(true));
            StreamedBody body =
                    new StreamedBody(ApiRequest.of(http, Set.of()), endless, StreamFormat.of(StreamFormat.NDJSON_TYPE));
            new StreamedAnswer(body, Duration.ofMillis(20), SHORT).begin(() -> done.set(true));
        };

        // when
        try (Socket socket = connect(handler, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {

            // then
            await().atMost(Duration.ofSeconds(SECONDS)).until(() -> cancelled.get() && done.get());
            assertThat(socket.isConnected()).isTrue();
        }
    }
}
