package io.quoll.http.management;

import io.quoll.http.ApiRequest;
import io.quoll.http.stored.JsonBody;
import io.quoll.http.stored.Names;
import io.quoll.http.stored.StoredDoor;
import io.quoll.http.stored.StreamAnswer;
import io.quoll.http.stored.StreamApi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;

/** Streams as a whole: they come, are looked at, change, are emptied and go. */
@Path("/v1")
public final class StreamResource {

    static final String STREAM = "stream";
    static final int STREAM_PART = 1;
    static final int CREATED = 201;

    private static final String NAME = "name";
    private static final String OFFSET = "offset";
    private static final String SUBJECT = "subject";
    private static final String NAMES = "names";
    private static final String SUBJECTS = "subjects";
    private static final String DELETED = "deleted";

    private final StoredDoor door;

    @Inject
    StreamResource(StoredDoor door) {
        this.door = door;
    }

    /** A page of them, or of their names. */
    @GET
    @Path("streams")
    public Uni<Response> list(@Context HttpServerRequest http) {
        return door.open(http, Set.of(OFFSET, SUBJECT, NAMES), api -> {
            JsonObject page = page(api.request());
            String subject = api.request().parameter(SUBJECT);
            if (subject != null) {
                page.put(SUBJECT, subject);
            }
            return api.ask(flag(api.request(), NAMES) ? "STREAM.NAMES" : "STREAM.LIST", page)
                    .map(StreamAnswer::response);
        });
    }

    static JsonObject page(ApiRequest request) {
        return new JsonObject().put(OFFSET, request.number(OFFSET, 0, 0, Integer.MAX_VALUE));
    }

    static boolean flag(ApiRequest request, String name) {
        return Boolean.parseBoolean(request.word(name, List.of("false", "true")));
    }

    /** The body is the configuration, with the name in it. */
    @POST
    @Path("streams")
    public Uni<Response> create(@Context HttpServerRequest http) {
        return door.openWithBody(http, (api, config) -> api.ask("STREAM.CREATE." + named(config), config)
                .map(answer -> answer.response(CREATED)));
    }

    private static String named(JsonObject config) {
        if (config.getValue(NAME) instanceof String name) {
            return Names.checked(name, NAME);
        }
        throw JsonBody.invalid("has no name");
    }

    /** Makes the stream what the configuration says, whether it is there or not. */
    @PUT
    @Path("streams/{stream}")
    public Uni<Response> put(@Context HttpServerRequest http) {
        return door.openWithBody(http, (api, config) -> {
            String name = stream(api);
            if (!config.containsKey(NAME)) {
                config.put(NAME, name);
            }
            return api.write(name, config)
                    .map(written -> written.isNew()
                            ? written.answer().response(CREATED)
                            : written.answer().response());
        });
    }

    @GET
    @Path("streams/{stream}")
    public Uni<Response> info(@Context HttpServerRequest http) {
        return door.open(http, Set.of(SUBJECTS, DELETED, OFFSET), api -> {
            JsonObject asked = page(api.request()).put("deleted_details", flag(api.request(), DELETED));
            String subjects = api.request().parameter(SUBJECTS);
            if (subjects != null) {
                asked.put("subjects_filter", subjects);
            }
            return api.ask("STREAM.INFO." + stream(api), asked).map(StreamAnswer::response);
        });
    }

    @DELETE
    @Path("streams/{stream}")
    public Uni<Response> delete(@Context HttpServerRequest http) {
        return door.open(
                http, Set.of(), api -> api.ask("STREAM.DELETE." + stream(api)).map(StreamAnswer::response));
    }

    /** The body may say which messages: a filter, up to a sequence, or all but the last few. */
    @POST
    @Path("streams/{stream}/purge")
    public Uni<Response> purge(@Context HttpServerRequest http) {
        return door.openWithBody(http, (api, which) -> api.ask("STREAM.PURGE." + stream(api), which)
                .map(StreamAnswer::response));
    }

    static String stream(StreamApi api) {
        return Names.of(api.request(), STREAM_PART, STREAM);
    }
}
