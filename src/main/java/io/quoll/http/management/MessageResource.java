package io.quoll.http.management;

import io.quoll.http.ApiRequest;
import io.quoll.http.stored.StoredDoor;
import io.quoll.http.stored.StreamAnswer;
import io.quoll.http.stored.StreamApi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/** Single messages of a stream: looked at and deleted. */
@Path("/v1")
public final class MessageResource {

    private static final String SEQUENCE = "sequence";
    private static final String FROM = "from";
    private static final String TIME = "time";
    private static final String KEEP_BYTES = "no_erase";
    private static final int MESSAGE_PART = 3;
    private static final int SUBJECT_PART = 4;

    private final StoredDoor door;

    @Inject
    MessageResource(StoredDoor door) {
        this.door = door;
    }

    @GET
    @Path("streams/{stream}/messages/{sequence}")
    public Uni<Response> get(@Context HttpServerRequest http) {
        return door.open(http, Set.of(), api -> get(api, new JsonObject().put("seq", sequence(api.request()))));
    }

    /** The last one whose subject matches. */
    @GET
    @Path("streams/{stream}/messages/last/{subject}")
    public Uni<Response> last(@Context HttpServerRequest http) {
        return door.open(
                http,
                Set.of(),
                api -> get(
                        api, new JsonObject().put("last_by_subj", api.request().part(SUBJECT_PART))));
    }

    /** The first one whose subject matches, from a sequence or a time on. */
    @GET
    @Path("streams/{stream}/messages/next/{subject}")
    public Uni<Response> next(@Context HttpServerRequest http) {
        return door.open(http, Set.of(FROM, TIME), api -> {
            ApiRequest request = api.request();
            JsonObject asked = new JsonObject().put("next_by_subj", request.part(SUBJECT_PART));
            String time = request.parameter(TIME);
            if (time != null) {
                asked.put("start_time", time);
            }
            if (time == null || request.parameter(FROM) != null) {
                asked.put("seq", request.number(FROM, 1, 1, Long.MAX_VALUE));
            }
            return get(api, asked);
        });
    }

    private static Uni<Response> get(StreamApi api, JsonObject asked) {
        return api.ask("STREAM.MSG.GET." + StreamResource.stream(api), asked).map(StreamAnswer::response);
    }

    /** Its bytes are overwritten unless they may stay. */
    @DELETE
    @Path("streams/{stream}/messages/{sequence}")
    public Uni<Response> delete(@Context HttpServerRequest http) {
        return door.open(http, Set.of(KEEP_BYTES), api -> {
            JsonObject asked = new JsonObject()
                    .put("seq", sequence(api.request()))
                    .put(KEEP_BYTES, StreamResource.flag(api.request(), KEEP_BYTES));
            return api.ask("STREAM.MSG.DELETE." + StreamResource.stream(api), asked)
                    .map(StreamAnswer::response);
        });
    }

    private static long sequence(ApiRequest request) {
        String text = request.part(MESSAGE_PART);
        try {
            long sequence = Long.parseLong(text);
            if (sequence > 0) {
                return sequence;
            }
        } catch (NumberFormatException e) {
            throw ApiRequest.bad(SEQUENCE, "must be a number, not '" + text + "'");
        }
        throw ApiRequest.bad(SEQUENCE, "must be at least 1");
    }
}
