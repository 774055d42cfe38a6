package io.quoll.http;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * What Quarkus REST itself refuses under {@code /v1}, such as an unknown path or method, as a problem document. Elsewhere its
 * answers stay as they are.
 */
final class WebProblems {

    @ServerExceptionMapper
    Response toResponse(WebApplicationException refusal, UriInfo uri) {
        Response usual = refusal.getResponse();
        if (!ApiPaths.isApi(uri.getRequestUri().getPath()) || usual.hasEntity()) {
            return usual;
        }
        ProblemType type = type(usual.getStatus());
        String detail = type == ProblemType.NOT_FOUND
                ? "there is nothing at " + uri.getRequestUri().getPath()
                : String.valueOf(refusal.getMessage());
        Response.ResponseBuilder problem = Response.fromResponse(Answers.of(Problem.of(type, detail)));
        Object allowed = usual.getHeaders().getFirst("Allow");
        return allowed == null
                ? problem.build()
                : problem.header("Allow", allowed).build();
    }

    private static ProblemType type(int status) {
        for (ProblemType type : ProblemType.values()) {
            if (type.status() == status && type != ProblemType.INVALID_SUBJECT) {
                return type;
            }
        }
        return status < 500 ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL_ERROR;
    }
}
