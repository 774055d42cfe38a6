package io.quoll.http.stored;

import io.quoll.http.ApiBroker;
import io.quoll.http.Door;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The way through which requests about what is stored come, with JetStream at hand. Answers on the request's loop. */
@Singleton
public final class StoredDoor {

    private final Door door;
    private final ApiBroker broker;

    @Inject
    StoredDoor(Door door, ApiBroker broker) {
        this.door = door;
        this.broker = broker;
    }

    /**
     * @param parameters the parameters the request may have
     */
    public Uni<Response> open(
            HttpServerRequest http, Set<String> parameters, Function<StreamApi, Uni<Response>> handling) {
        return door.open(
                http,
                parameters,
                (request, caller) -> handling.apply(
                        new StreamApi(request, caller, broker.settings().requestTimeout())));
    }

    /** For a request whose body is an object, or nothing. */
    public Uni<Response> openWithBody(
            HttpServerRequest http, BiFunction<StreamApi, JsonObject, Uni<Response>> handling) {
        return open(http, Set.of(), api -> JsonBody.of(
                        api.request(), broker.settings().maxPayloadBytes())
                .flatMap(body -> handling.apply(api, body)));
    }
}
