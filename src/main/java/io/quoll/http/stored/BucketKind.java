package io.quoll.http.stored;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.Response;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A kind of streams that clients know as buckets.
 *
 * @param subject what streams of the kind take, among others
 * @param isBucket whether a stream, by what the server tells of it, is one
 * @param ofStream what is told of a bucket, from what is told of its stream
 */
public record BucketKind(String subject, Predicate<JsonObject> isBucket, UnaryOperator<JsonObject> ofStream) {

    /** The parameter that says how many buckets come before the page. */
    public static final String OFFSET = "offset";

    private static final int OK = 200;
    private static final int CREATED = 201;

    /** The page of buckets that a request asks for. */
    public Uni<Response> list(StreamApi api) {
        JsonObject page = new JsonObject()
                .put(OFFSET, api.request().number(OFFSET, 0, 0, Integer.MAX_VALUE))
                .put("subject", subject);
        return api.ask("STREAM.LIST", page).map(answer -> StreamAnswer.of(OK, buckets(answer.json())));
    }

    /** The bucket that a stream is. */
    public Uni<Response> look(StreamApi api, String stream) {
        return api.ask("STREAM.INFO." + stream).map(answer -> StreamAnswer.of(OK, ofStream.apply(answer.json())));
    }

    /** Makes a bucket what the configuration of its stream says, whether it is there or not. */
    public Uni<Response> write(StreamApi api, String stream, JsonObject config) {
        return api.write(stream, config)
                .map(written -> StreamAnswer.of(
                        written.isNew() ? CREATED : OK,
                        ofStream.apply(written.answer().json())));
    }

    private JsonObject buckets(JsonObject page) {
        JsonArray buckets = new JsonArray();
        for (Object stream : page.getJsonArray("streams", new JsonArray())) {
            if (stream instanceof JsonObject info && isBucket.test(info)) {
                buckets.add(ofStream.apply(info));
            }
        }
        return new JsonObject()
                .put("total", page.getValue("total"))
                .put(OFFSET, page.getValue(OFFSET))
                .put("limit", page.getValue("limit"))
                .put("buckets", buckets);
    }
}
