package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.OpenStream;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatheredBodyTest {

    private static final int SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A request whose body has come whole before anybody asks for it, on the loop it lives on. */
    private record Waiting(Context context, AssertSubscriber<Buffer> subscriber) {}

    private int listen(CompletableFuture<Waiting> waiting) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(http -> takeUp(http, waiting));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        return server.actualPort();
    }

    private void takeUp(HttpServerRequest http, CompletableFuture<Waiting> waiting) {
        AssertSubscriber<Buffer> subscriber = AssertSubscriber.create(0);
        new GatheredBody(http).subscribe().withSubscriber(subscriber);
        Context context = Vertx.currentContext();
        http.end().onSuccess(ignored -> waiting.complete(new Waiting(context, subscriber)));
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void shouldPassOnABodyThatHasEndedBeforeItIsAskedFor(HttpVersion version) throws Exception {
        // given
        CompletableFuture<Waiting> waiting = new CompletableFuture<>();
        int port = listen(waiting);
        CompletableFuture<String> thrown = new CompletableFuture<>();

        // when
        try (OpenStream client = OpenStream.post(vertx, version, port, "/", Map.of())) {
            client.write("some");
            client.write("more");
            client.endBody();
            Waiting body = waiting.get(SECONDS, TimeUnit.SECONDS);
            body.context().runOnContext(ignored -> {
                try {
                    body.subscriber().request(1);
                    thrown.complete("nothing");
                } catch (RuntimeException e) {
                    thrown.complete(e.toString());
                }
            });

            // then
            assertThat(thrown.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("nothing");
            assertThat(body.subscriber().awaitCompletion().getItems()).hasToString("[somemore]");
        }
    }
}
