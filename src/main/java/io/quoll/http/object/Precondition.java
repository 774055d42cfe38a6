package io.quoll.http.object;

import io.quoll.http.ApiRequest;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.jetstream.wire.ApiError;
import org.jspecify.annotations.Nullable;

/** Which object must, or must not, be there for another to take its place: {@code If-Match} and {@code If-None-Match}. */
record Precondition(@Nullable String match, @Nullable String noneMatch) {

    private static final String ANY = "*";
    private static final int PRECONDITION_FAILED = 412;

    static Precondition of(ApiRequest request) {
        String match = request.header("If-Match");
        String noneMatch = request.header("If-None-Match");
        if (noneMatch != null && !noneMatch.strip().equals(ANY)) {
            throw Problem.of(ProblemType.INVALID_HEADER, "If-None-Match must be * where something is written")
                    .asException();
        }
        return new Precondition(match == null ? null : match.strip(), noneMatch);
    }

    void check(@Nullable ObjectInfo there) {
        ObjectInfo present = there == null || there.isDeleted() ? null : there;
        if (noneMatch != null && present != null) {
            throw failed("the object is there already");
        }
        if (match != null && (present == null || !match.equals(ANY) && !match.equals(present.tag()))) {
            throw failed("the object is not the one that If-Match names");
        }
    }

    private static RuntimeException failed(String what) {
        return Problem.ofStream(PRECONDITION_FAILED, ApiError.STREAM_WRONG_LAST_SEQUENCE.errorCode(), what)
                .asException();
    }
}
