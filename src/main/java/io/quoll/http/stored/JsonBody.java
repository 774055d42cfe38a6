package io.quoll.http.stored;

import io.quoll.http.ApiRequest;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** The body of a request that is a JSON object. */
public final class JsonBody {

    private JsonBody() {}

    /**
     * The object, an empty one if there is no body.
     *
     * @param maxBytes of the body
     */
    public static Uni<JsonObject> of(ApiRequest request, int maxBytes) {
        request.refuseEncodedBody();
        return request.body(maxBytes).map(JsonBody::read);
    }

    private static JsonObject read(byte[] body) {
        if (body.length == 0) {
            return new JsonObject();
        }
        try {
            return new JsonObject(Buffer.buffer(body));
        } catch (DecodeException | ClassCastException e) {
            throw invalid("is no JSON object: " + e.getMessage());
        }
    }

    /** The refusal of a body. */
    public static ProblemException invalid(String fault) {
        return Problem.of(ProblemType.INVALID_BODY, "the body " + fault).asException();
    }

    /** A member that is a whole number. */
    public static long number(JsonObject body, String name, long otherwise) {
        Object value = body.getValue(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw invalid("must have a whole number as '" + name + "'");
    }

    /** A member that is true or false, the latter where it is not there. */
    public static boolean flag(JsonObject body, String name) {
        Object value = body.getValue(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw invalid("must have true or false as '" + name + "'");
    }
}
