package io.quoll.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One request whose body and response are streams, over HTTP/1.1 or h2c. Whatever does not come in time fails the test. */
public final class OpenStream implements AutoCloseable {

    private static final int SECONDS = 10;

    private final HttpClient client;
    private final HttpClientRequest request;
    private final BlockingQueue<Buffer> chunks = new LinkedBlockingQueue<>();
    private volatile boolean ended;
    private Buffer rest = Buffer.buffer();

    private OpenStream(HttpClient client, HttpClientRequest request) {
        this.client = client;
        this.request = request;
    }

    public static OpenStream get(Vertx vertx, HttpVersion version, int port, String path, Map<String, String> headers)
            throws Exception {
        OpenStream stream = open(vertx, version, HttpMethod.GET, port, path, headers);
        stream.request.end();
        return stream;
    }

    /** The body is still to be written. */
    public static OpenStream post(Vertx vertx, HttpVersion version, int port, String path, Map<String, String> headers)
            throws Exception {
        return send(vertx, version, HttpMethod.POST, port, path, headers);
    }

    /** The body is still to be written. */
    public static OpenStream send(
            Vertx vertx, HttpVersion version, HttpMethod method, int port, String path, Map<String, String> headers)
            throws Exception {
        OpenStream stream = open(vertx, version, method, port, path, headers);
        stream.request.setChunked(true);
        stream.request.sendHead();
        return stream;
    }

    private static OpenStream open(
            Vertx vertx, HttpVersion version, HttpMethod method, int port, String path, Map<String, String> headers)
            throws Exception {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
        HttpClientRequest request = client.request(method, port, "127.0.0.1", path)
                .toCompletionStage()
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS);
        headers.forEach(request::putHeader);
        // A stream that the test ends is no error to be logged.
        request.exceptionHandler(ignored -> {});
        OpenStream stream = new OpenStream(client, request);
        request.response().onSuccess(stream::read);
        return stream;
    }

    private void read(HttpClientResponse incoming) {
        incoming.handler(chunks::add);
        incoming.endHandler(ignored -> ended = true);
        incoming.exceptionHandler(ignored -> ended = true);
    }

    /** The response as soon as its head is there. */
    public HttpClientResponse head() throws Exception {
        return awaitedHead().get(SECONDS, TimeUnit.SECONDS);
    }

    /** The response, of which the head may still be to come. */
    public CompletableFuture<HttpClientResponse> awaitedHead() {
        return request.response().toCompletionStage().toCompletableFuture();
    }

    /** Takes nothing more from the network. */
    public void stopReading() throws Exception {
        head().pause();
    }

    public void goOnReading() throws Exception {
        head().resume();
    }

    public void write(String text) {
        write(Buffer.buffer(text));
    }

    public void write(Buffer bytes) {
        request.write(bytes);
    }

    public boolean isWriteQueueFull() {
        return request.writeQueueFull();
    }

    public void endBody() {
        request.end();
    }

    /** The next line, without its end. */
    public String line() throws Exception {
        while (true) {
            for (int i = 0; i < rest.length(); i++) {
                if (rest.getByte(i) == '\n') {
                    String line = rest.getString(0, i);
                    rest = rest.slice(i + 1, rest.length());
                    return line;
                }
            }
            rest = Buffer.buffer().appendBuffer(rest).appendBuffer(chunk());
        }
    }

    /** The next line that is neither empty nor a heartbeat. */
    public String content() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < deadline) {
            String line = line();
            if (!line.isEmpty() && !line.equals(":") && !line.contains("heartbeat")) {
                return line;
            }
        }
        throw new AssertionError("nothing but heartbeats");
    }

    /** So many bytes. */
    public Buffer bytes(int count) throws Exception {
        while (rest.length() < count) {
            rest = Buffer.buffer().appendBuffer(rest).appendBuffer(chunk());
        }
        Buffer bytes = rest.getBuffer(0, count);
        rest = rest.getBuffer(count, rest.length());
        return bytes;
    }

    private Buffer chunk() throws InterruptedException {
        Buffer chunk = chunks.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(chunk).as("more to read; ended: %s", ended).isNotNull();
        return chunk == null ? Buffer.buffer() : chunk;
    }

    /** Everything up to the end of the response. */
    public String remaining() throws Exception {
        head().end().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        Buffer all = Buffer.buffer().appendBuffer(rest);
        for (Buffer chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
            all.appendBuffer(chunk);
        }
        return all.toString();
    }

    public boolean isEnded() {
        return ended;
    }

    /** Goes away without a word. */
    @Override
    public void close() {
        request.reset();
        client.close();
    }
}
