package io.quoll.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream up to a sequence while its connection is cut now and then, and goes on each time behind the last message it
 * has. Whatever is not the next sequence fails it. Lives on the loop of its requests, one at a time.
 */
final class CutReader {

    private static final byte[] SSE_ID = "id: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JSON_SEQUENCE = "{\"seq\":".getBytes(StandardCharsets.US_ASCII);

    private static final int MOST_FAILURES = 1000;

    private final HttpClient client;
    private final int port;
    private final String path;
    private final boolean sse;
    private final long end;
    private final int longestPart;
    private final SplittableRandom random;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private volatile long last;
    private int cuts;
    private int failures;

    /**
     * @param longestPart the most messages between two cuts
     */
    CutReader(HttpClient client, int port, String path, boolean sse, long end, int longestPart, long seed) {
        this.client = client;
        this.port = port;
        this.path = path;
        this.sse = sse;
        this.end = end;
        this.longestPart = longestPart;
        this.random = new SplittableRandom(seed);
    }

    /** Completes with the number of cuts when it has read everything. */
    CompletableFuture<Integer> start() {
        connect();
        return done;
    }

    long last() {
        return last;
    }

    private void connect() {
        client.request(HttpMethod.GET, port, "127.0.0.1", path)
                .compose(request -> {
                    request.putHeader("Accept", sse ? "text/event-stream" : "application/x-ndjson");
                    if (last > 0) {
                        request.putHeader("Last-Event-ID", Long.toString(last));
                    }
                    request.exceptionHandler(ignored -> {});
                    return request.send().onSuccess(response -> read(request, response));
                })
                .onFailure(this::connectAgain);
    }

    /** Floods of resets make the server end a connection, and what is underway on it. */
    private void connectAgain(Throwable cause) {
        if (++failures > MOST_FAILURES) {
            done.completeExceptionally(cause);
        } else {
            connect();
        }
    }

    private void read(HttpClientRequest request, HttpClientResponse response) {
        if (response.statusCode() != 200) {
            response.body().onComplete(body -> fail(response.statusCode() + " " + body.result()));
            return;
        }
        Part part = new Part(request, 1 + random.nextInt(longestPart));
        response.exceptionHandler(part::onCut);
        response.handler(part::take);
        response.endHandler(ignored -> part.onCut(new IOException("ended")));
    }

    private void fail(String why) {
        done.completeExceptionally(new AssertionError(path + " behind " + last + ": " + why));
    }

    /** What comes over one connection. */
    private final class Part {
        private final HttpClientRequest request;
        private int left;
        private boolean over;
        private @Nullable Buffer rest;

        Part(HttpClientRequest request, int left) {
            this.request = request;
            this.left = left;
        }

        void take(Buffer chunk) {
            Buffer all =
                    rest == null ? chunk : Buffer.buffer().appendBuffer(rest).appendBuffer(chunk);
            byte[] bytes = all.getBytes();
            int from = 0;
            for (int i = 0; i < bytes.length && !over; i++) {
                if (bytes[i] == '\n') {
                    line(bytes, from, i);
                    from = i + 1;
                }
            }
            rest = from == bytes.length ? null : all.getBuffer(from, bytes.length);
        }

        private void line(byte[] bytes, int from, int to) {
            byte[] prefix = sse ? SSE_ID : JSON_SEQUENCE;
            for (int i = 0; i < prefix.length; i++) {
                if (from + i >= to || bytes[from + i] != prefix[i]) {
                    notice(bytes, from, to);
                    return;
                }
            }
            long sequence = 0;
            for (int i = from + prefix.length; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                sequence = 10 * sequence + bytes[i] - '0';
            }
            message(sequence);
        }

        private void notice(byte[] bytes, int from, int to) {
            String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            if (text.contains("\"event\":\"") && !text.contains("heartbeat") || text.startsWith("event:")) {
                over = true;
                fail(text);
            }
        }

        private void message(long sequence) {
            if (sequence != last + 1) {
                over = true;
                fail("then came " + sequence);
                return;
            }
            last = sequence;
            left--;
            if (sequence == end) {
                cut();
                done.complete(cuts);
            } else if (left == 0) {
                cuts++;
                cut();
                connect();
            }
        }

        void onCut(Throwable cause) {
            if (!over) {
                over = true;
                connectAgain(cause);
            }
        }

        private void cut() {
            over = true;
            request.reset();
        }
    }
}
