package io.quoll.http;

import io.quoll.http.format.JsonBuffer;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Responses of the kinds that several resources give. */
public final class Answers {

    private static final int SECONDS_TO_RETRY = 1;

    private Answers() {}

    public static Response of(Problem problem) {
        ProblemType type = problem.type();
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem.toJson());
        if (type == ProblemType.UNAUTHORIZED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"quoll\", charset=\"UTF-8\"")
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"quoll\"");
        }
        if (type == ProblemType.TOO_MANY_REQUESTS
                || type == ProblemType.TOO_MANY_STREAMS
                || type == ProblemType.SHUTTING_DOWN) {
            response.header(HttpHeaders.RETRY_AFTER, SECONDS_TO_RETRY);
        }
        return response.build();
    }

    /** The problem alone, where there is no resource yet. */
    static void send(HttpServerResponse response, Problem problem) {
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(Buffer.buffer(problem.toJson()));
    }

    public static Response json(int status, JsonBuffer.Writing writing) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(JsonBuffer.of(256, writing).getBytes())
                .build();
    }
}
