package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quoll.http.format.StreamFormat;
import io.quoll.testkit.OpenStream;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that keep the server waiting, with times that are shorter than those it has. */
class SlowClientTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private int listen(Handler<HttpServerRequest> handler) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(handler);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        return server.actualPort();
    }

    private Socket connect(Handler<HttpServerRequest> handler, String request) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listen(handler));
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void shouldGiveUpABodyThatDoesNotComeInTime(HttpVersion version) throws Exception {
        // given
        int port = listen(request -> new BodyCollector(request, 1000, SHORT)
                .collect()
                .subscribe()
                .with(body -> request.response().setStatusCode(200).end(), failure -> request.response()
                        .setStatusCode(Failures.problemOf(failure).status())
                        .end()));

        // when
        try (OpenStream client = OpenStream.post(vertx, version, port, "/", Map.of())) {
            CompletableFuture<HttpClientResponse> head = client.awaitedHead();
            await().atMost(Duration.ofSeconds(SECONDS))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        client.write("x");
                        return head.isDone();
                    });

            // then
            assertThat(head.get().statusCode()).isEqualTo(408);
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
            new StreamedAnswer(body, Duration.ofMillis(20), SHORT).begin(endless, () -> done.set(true));
        };

        // when
        try (Socket socket = connect(handler, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {

            // then
            await().atMost(Duration.ofSeconds(SECONDS)).until(() -> cancelled.get() && done.get());
            assertThat(socket.isConnected()).isTrue();
        }
    }
}
