package io.quoll.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An HTTP endpoint that answers as it is told to, and then with 204. */
public final class HookServer implements AutoCloseable {

    private static final int SECONDS = 15;

    private final BlockingQueue<Consumer<HttpServerResponse>> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Hit> unseen = new LinkedBlockingQueue<>();
    private final List<Hit> hits = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** One request, whole. */
    public record Hit(HttpMethod method, String path, MultiMap headers, Buffer body, long atNanos) {
        public String header(String name) {
            return headers.get(name);
        }
    }

    private HookServer(HttpServer server) {
        this.server = server;
    }

    /**
     * @param port 0 for a free one
     */
    public static HookServer start(Vertx vertx, int port) throws Exception {
        HookServer hook = new HookServer(vertx.createHttpServer());
        hook.server.requestHandler(request -> request.bodyHandler(body -> {
            Hit hit = new Hit(
                    request.method(),
                    request.path(),
                    MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
                    body,
                    System.nanoTime());
            hook.hits.add(hit);
            hook.unseen.add(hit);
            Consumer<HttpServerResponse> answer = hook.answers.poll();
            if (answer == null) {
                request.response().setStatusCode(204).end();
            } else {
                answer.accept(request.response());
            }
        }));
        hook.server
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS);
        return hook;
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/hook";
    }

    public HookServer answer(Consumer<HttpServerResponse> answer) {
        answers.add(answer);
        return this;
    }

    public HookServer answer(int status) {
        return answer(response -> response.setStatusCode(status).end());
    }

    public Hit next() throws InterruptedException {
        Hit hit = unseen.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(hit).as("another request").isNotNull();
        return hit;
    }

    public List<Hit> hits() {
        return hits;
    }

    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }
}
