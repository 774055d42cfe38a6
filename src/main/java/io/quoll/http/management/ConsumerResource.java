package io.quoll.http.management;

import io.quoll.http.stored.Names;
import io.quoll.http.stored.StoredDoor;
import io.quoll.http.stored.StreamAnswer;
import io.quoll.http.stored.StreamApi;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.subject.SubjectSyntax;
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
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Consumers of a stream: they come, are looked at, change, wait and go. One that is given a name is durable, unless its
 * configuration says after which time of inactivity it goes.
 */
@Path("/v1")
public final class ConsumerResource {

    private static final String CONSUMER = "consumer";
    private static final String NAME = "name";
    private static final String DURABLE_NAME = "durable_name";
    private static final String OFFSET = "offset";
    private static final String NAMES = "names";
    private static final int CONSUMER_PART = 3;

    private final StoredDoor door;

    @Inject
    ConsumerResource(StoredDoor door) {
        this.door = door;
    }

    /** A page of them, or of their names. */
    @GET
    @Path("streams/{stream}/consumers")
    public Uni<Response> list(@Context HttpServerRequest http) {
        return door.open(http, Set.of(OFFSET, NAMES), api -> {
            String kind = StreamResource.flag(api.request(), NAMES) ? "CONSUMER.NAMES." : "CONSUMER.LIST.";
            return api.ask(kind + StreamResource.stream(api), StreamResource.page(api.request()))
                    .map(StreamAnswer::response);
        });
    }

    /** The body is the configuration; without a name in it the server gives it one. */
    @POST
    @Path("streams/{stream}/consumers")
    public Uni<Response> create(@Context HttpServerRequest http) {
        return door.openWithBody(http, (api, config) -> {
            String name = config.getValue(NAME) instanceof String given
                    ? given
                    : config.getValue(DURABLE_NAME) instanceof String durable ? durable : "";
            if (!name.isEmpty()) {
                complete(config, Names.checked(name, NAME));
            }
            return write(api, name, config, "create").map(answer -> answer.response(StreamResource.CREATED));
        });
    }

    /** Makes the consumer what the configuration says, whether it is there or not. */
    @PUT
    @Path("streams/{stream}/consumers/{consumer}")
    public Uni<Response> put(@Context HttpServerRequest http) {
        return door.openWithBody(http, (api, config) -> {
            String name = consumer(api);
            complete(config, name);
            return write(api, name, config, "update")
                    .map(StreamAnswer::response)
                    .onFailure(failure -> StreamApi.isError(failure, ApiError.CONSUMER_DOES_NOT_EXIST))
                    .recoverWithUni(() ->
                            write(api, name, config, "create").map(answer -> answer.response(StreamResource.CREATED)));
        });
    }

    private static void complete(JsonObject config, String name) {
        config.put(NAME, name);
        if (!config.containsKey(DURABLE_NAME) && !config.containsKey("inactive_threshold")) {
            config.put(DURABLE_NAME, name);
        }
    }

    private static Uni<StreamAnswer> write(StreamApi api, String name, JsonObject config, String action) {
        String stream = StreamResource.stream(api);
        JsonObject asked = new JsonObject()
                .put("stream_name", stream)
                .put("config", config)
                .put("action", action);
        String operation = "CONSUMER.CREATE." + stream;
        if (name.isEmpty()) {
            return api.ask(operation, asked);
        }
        String filter = config.getValue("filter_subject") instanceof String given ? given : "";
        // A pattern cannot stand in the subject of a message; the one in the configuration is enough.
        boolean isLiteral = SubjectSyntax.isValidLiteral(filter.getBytes(StandardCharsets.UTF_8));
        return api.ask(operation + "." + name + (isLiteral ? "." + filter : ""), asked);
    }

    @GET
    @Path("streams/{stream}/consumers/{consumer}")
    public Uni<Response> info(@Context HttpServerRequest http) {
        return ask(http, "INFO");
    }

    @DELETE
    @Path("streams/{stream}/consumers/{consumer}")
    public Uni<Response> delete(@Context HttpServerRequest http) {
        return ask(http, "DELETE");
    }

    private Uni<Response> ask(HttpServerRequest http, String operation) {
        return door.open(http, Set.of(), api -> api.ask("CONSUMER." + operation + "." + address(api))
                .map(StreamAnswer::response));
    }

    /** The body says until when, as {@code pause_until}. */
    @POST
    @Path("streams/{stream}/consumers/{consumer}/pause")
    public Uni<Response> pause(@Context HttpServerRequest http) {
        return door.openWithBody(http, (api, until) -> api.ask("CONSUMER.PAUSE." + address(api), until)
                .map(StreamAnswer::response));
    }

    @POST
    @Path("streams/{stream}/consumers/{consumer}/resume")
    public Uni<Response> resume(@Context HttpServerRequest http) {
        return ask(http, "PAUSE");
    }

    private static String address(StreamApi api) {
        return StreamResource.stream(api) + "." + consumer(api);
    }

    private static String consumer(StreamApi api) {
        return Names.of(api.request(), CONSUMER_PART, CONSUMER);
    }
}
