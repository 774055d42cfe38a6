package io.quoll.http;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.router.NoRespondersException;
import io.quoll.router.SlowReaderException;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What failures inside mean to a client. The one mapper at this edge: what nobody expects is logged and becomes a 500. */
final class Failures {

    private static final Logger LOG = System.getLogger(Failures.class.getName());

    private Failures() {}

    static Problem problemOf(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof ApiException refusal) {
            ApiError error = refusal.error();
            return Problem.ofStream(error.code(), error.errorCode(), refusal.description());
        }
        if (failure instanceof NoRespondersException) {
            return Problem.of(ProblemType.NO_RESPONDERS, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof TimeoutException) {
            return Problem.of(ProblemType.TIMEOUT, "not enough was answered in time");
        }
        if (failure instanceof SlowReaderException) {
            return Problem.of(
                    ProblemType.SLOW_READER, "the client does not take its messages: " + failure.getMessage());
        }
        if (failure instanceof VertxException || failure instanceof IOException) {
            // The client has reset its stream or closed its connection; nobody is left to read this.
            return Problem.of(ProblemType.BAD_REQUEST, "the client has gone");
        }
        LOG.log(Level.ERROR, "an HTTP request failed", failure);
        return Problem.of(ProblemType.INTERNAL_ERROR, "the request failed; the server's log says why");
    }
}
