package io.quoll.http.stored;

import io.quoll.http.Answers;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What JetStream answered, which was no refusal. Immutable, as long as nobody changes its object. */
public final class StreamAnswer {

    private final byte[] payload;
    private final JsonObject json;

    private StreamAnswer(byte[] payload, JsonObject json) {
        this.payload = payload;
        this.json = json;
    }

    /**
     * @throws ProblemException if the answer is a refusal, or is not to be understood
     */
    static StreamAnswer read(byte[] payload) {
        JsonObject json;
        try {
            json = new JsonObject(Buffer.buffer(payload));
        } catch (DecodeException | ClassCastException e) {
            throw Problem.of(ProblemType.INTERNAL_ERROR, "JetStream's answer cannot be read: " + e.getMessage())
                    .asException();
        }
        JsonObject error = json.getJsonObject("error");
        if (error != null) {
            throw Problem.ofStream(
                            error.getInteger("code", 0),
                            error.getInteger("err_code", 0),
                            error.getString("description", ""))
                    .asException();
        }
        return new StreamAnswer(payload, json);
    }

    public JsonObject json() {
        return json;
    }

    /** The answer as it is. */
    public Response response(int status) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(payload)
                .build();
    }

    /** The answer as it is, which was asked for. */
    public Response response() {
        return response(Response.Status.OK.getStatusCode());
    }

    /** An object as the answer. */
    public static Response of(int status, JsonObject json) {
        return Answers.json(status, out -> out.writeRaw(json.encode()));
    }
}
