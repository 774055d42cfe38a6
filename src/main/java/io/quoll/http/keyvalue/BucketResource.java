package io.quoll.http.keyvalue;

import io.quoll.http.ApiRequest;
import io.quoll.http.stored.BucketKind;
import io.quoll.http.stored.StoredDoor;
import io.quoll.http.stored.StreamAnswer;
import io.quoll.http.stored.StreamApi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/** Buckets as a whole: they come, are looked at, watched and go. */
@Path("/v1")
public final class BucketResource {

    static final int OK = 200;
    static final int CREATED = 201;

    private static final BucketKind BUCKETS = new BucketKind("$KV.*.>", BucketConfig::isBucket, BucketConfig::ofStream);

    private static final String KEYS = "keys";
    private static final String WATCH = "watch";

    private final StoredDoor door;
    private final EntryStreams entries;

    @Inject
    BucketResource(StoredDoor door, EntryStreams entries) {
        this.door = door;
        this.entries = entries;
    }

    /** A page of them. */
    @GET
    @Path("kv")
    public Uni<Response> list(@Context HttpServerRequest http) {
        return door.open(http, Set.of(BucketKind.OFFSET), BUCKETS::list);
    }

    /** The bucket itself, the keys in it, or what happens to them. */
    @GET
    @Path("kv/{bucket}")
    public Uni<Response> get(@Context HttpServerRequest http) {
        Set<String> known =
                Set.of(KEYS, WATCH, EntryStreams.VALUES, EntryStreams.FROM, EntryStreams.HISTORY, EntryStreams.UPDATES);
        return door.open(http, known, api -> {
            ApiRequest request = api.request();
            Bucket bucket = Bucket.of(request);
            String watch = request.parameter(WATCH);
            if (watch != null) {
                return entries.watch(api, bucket, Bucket.pattern(WATCH, watch));
            }
            String keys = request.parameter(KEYS);
            return keys != null
                    ? entries.keys(api, bucket, Bucket.pattern(KEYS, keys))
                    : BUCKETS.look(api, bucket.stream());
        });
    }

    /** Makes the bucket what the body says, whether it is there or not. */
    @PUT
    @Path("kv/{bucket}")
    public Uni<Response> put(@Context HttpServerRequest http) {
        return door.openWithBody(http, (api, config) -> {
            Bucket bucket = Bucket.of(api.request());
            return BUCKETS.write(api, bucket.stream(), BucketConfig.toStream(bucket, config));
        });
    }

    @DELETE
    @Path("kv/{bucket}")
    public Uni<Response> delete(@Context HttpServerRequest http) {
        return door.open(http, Set.of(), BucketResource::delete);
    }

    private static Uni<Response> delete(StreamApi api) {
        return api.ask("STREAM.DELETE." + Bucket.of(api.request()).stream()).map(StreamAnswer::response);
    }
}
