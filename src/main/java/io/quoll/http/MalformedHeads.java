package io.quoll.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Says what is wrong with a request over HTTP/1 whose line or headers are no HTTP, and closes its connection, as nobody can tell
 * where the next request would begin. Over HTTP/2 the protocol itself has errors for that. On the request's loop.
 */
final class MalformedHeads implements Handler<HttpServerRequest> {

    private static final int LONGEST_REASON = 200;

    @Override
    public void handle(HttpServerRequest request) {
        DecoderResult result = request.decoderResult();
        Problem problem = problemOf(result.cause(), "the request is no HTTP");
        Answers.send(request.response().putHeader("Connection", "close"), problem);
        request.connection().close();
    }

    /**
     * What the decoder met with.
     *
     * @param what that which could not be read, in a sentence
     */
    static Problem problemOf(Throwable cause, String what) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(
                    ProblemType.URI_TOO_LONG, "the request line is longer than " + ApiListener.LINE_BYTES + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.of(
                    ProblemType.HEADERS_TOO_LARGE,
                    "the headers are larger than " + ApiListener.HEADER_BYTES + " bytes");
        }
        String reason = String.valueOf(cause.getMessage());
        String told = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        return Problem.of(ProblemType.BAD_REQUEST, what + ": " + told);
    }
}
