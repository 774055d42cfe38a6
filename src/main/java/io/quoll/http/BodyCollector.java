package io.quoll.http;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Collects a body that is to be had whole, up to a number of bytes and within {@link #LONGEST}; what is beyond is not read.
 * On the request's loop.
 */
final class BodyCollector {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final HttpServerRequest request;
    private final int maxBytes;
    private final Duration longest;
    private final Buffer collected = Buffer.buffer();

    BodyCollector(HttpServerRequest request, int maxBytes) {
        this(request, maxBytes, LONGEST);
    }

    /**
     * @param longest how long the body may take to come
     */
    BodyCollector(HttpServerRequest request, int maxBytes, Duration longest) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.longest = longest;
    }

    Uni<byte[]> collect() {
        return Uni.createFrom()
                .<byte[]>emitter(this::begin)
                .ifNoItem()
                .after(longest)
                .failWith(() -> Problem.of(
                                ProblemType.BODY_TIMEOUT, "the body was not there after " + longest.toSeconds() + " s")
                        .asException());
    }

    private void begin(UniEmitter<? super byte[]> emitter) {
        String announced = request.getHeader("Content-Length");
        // Netty has refused what is no number; one that is too long to be read is too large.
        if (announced != null && (announced.length() > 10 || Long.parseLong(announced.strip()) > maxBytes)) {
            emitter.fail(tooLarge());
            return;
        }
        request.exceptionHandler(emitter::fail);
        request.endHandler(ignored -> emitter.complete(collected.getBytes()));
        request.handler(chunk -> {
            if (collected.length() + chunk.length() > maxBytes) {
                request.pause();
                emitter.fail(tooLarge());
            } else {
                collected.appendBuffer(chunk);
            }
        });
        request.resume();
    }

    private RuntimeException tooLarge() {
        return Problem.of(ProblemType.PAYLOAD_TOO_LARGE, "the body is larger than " + maxBytes + " bytes")
                .asException();
    }
}
