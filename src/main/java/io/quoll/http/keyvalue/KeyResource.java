package io.quoll.http.keyvalue;

import io.quoll.http.ApiBroker;
import io.quoll.http.ApiRequest;
import io.quoll.http.HeaderMapping;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.http.stored.StoredDoor;
import io.quoll.http.stored.StreamAnswer;
import io.quoll.http.stored.StreamApi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One key of a bucket: its value, its history, its changes. Entity tags are revisions. */
@Path("/v1")
public final class KeyResource {

    private static final String REVISION = "revision";
    private static final String WATCH = "watch";
    private static final String PURGE = "purge";
    private static final String TTL = "ttl";
    private static final int NOT_MODIFIED = 304;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final StoredDoor door;
    private final ApiBroker broker;
    private final EntryStreams entries;

    @Inject
    KeyResource(StoredDoor door, ApiBroker broker, EntryStreams entries) {
        this.door = door;
        this.broker = broker;
        this.entries = entries;
    }

    /** The value as it is; or the revisions that are kept; or what happens to it. */
    @GET
    @Path("kv/{bucket}/{key}")
    public Uni<Response> get(@Context HttpServerRequest http) {
        Set<String> known = Set.of(
                REVISION, WATCH, EntryStreams.VALUES, EntryStreams.FROM, EntryStreams.HISTORY, EntryStreams.UPDATES);
        return door.open(http, known, api -> {
            ApiRequest request = api.request();
            Bucket bucket = Bucket.of(request);
            String key = Bucket.key(request);
            if (EntryStreams.isAsked(request, WATCH)) {
                return entries.watch(api, bucket, key);
            }
            if (EntryStreams.isAsked(request, EntryStreams.HISTORY)) {
                return entries.history(api, bucket, key);
            }
            long revision = request.number(REVISION, 0, 1, Long.MAX_VALUE);
            KeyValues values = new KeyValues(api, bucket);
            return (revision == 0 ? values.last(key) : values.at(key, revision)).map(entry -> answer(request, entry));
        });
    }

    private static Response answer(ApiRequest request, KeyEntry entry) {
        if (!entry.isPut()) {
            throw Problem.of(ProblemType.NOT_FOUND, "the key was deleted")
                    .with(REVISION, Long.toString(entry.revision()))
                    .asException();
        }
        boolean isKnown = Condition.isKnown(request, entry.revision());
        Response.ResponseBuilder response = isKnown
                ? Response.status(NOT_MODIFIED)
                : Response.ok(entry.value()).type(HeaderMapping.contentType(entry.headers()));
        HeaderMapping.toResponse(entry.headers(), response);
        return response.header(HttpHeaders.ETAG, Condition.tag(entry.revision()))
                .lastModified(Date.from(entry.time()))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    /** The body is the value. */
    @PUT
    @Path("kv/{bucket}/{key}")
    public Uni<Response> put(@Context HttpServerRequest http) {
        return door.open(http, Set.of(TTL), api -> {
            ApiRequest request = api.request();
            request.refuseEncodedBody();
            Bucket bucket = Bucket.of(request);
            String key = Bucket.key(request);
            Condition condition = Condition.of(request);
            String ttl = ttl(request);
            return request.body(broker.settings().maxPayloadBytes())
                    .flatMap(value -> new KeyValues(api, bucket).put(key, value, condition, ttl))
                    .map(revision -> written(
                            condition.mustNotExist() ? BucketResource.CREATED : BucketResource.OK,
                            bucket,
                            key,
                            revision));
        });
    }

    /** Leaves a mark; with {@code purge} nothing but that mark. */
    @DELETE
    @Path("kv/{bucket}/{key}")
    public Uni<Response> delete(@Context HttpServerRequest http) {
        return door.open(http, Set.of(PURGE, TTL), this::delete);
    }

    private Uni<Response> delete(StreamApi api) {
        ApiRequest request = api.request();
        Bucket bucket = Bucket.of(request);
        String key = Bucket.key(request);
        boolean purges = EntryStreams.isAsked(request, PURGE);
        return new KeyValues(api, bucket)
                .delete(key, purges, Condition.of(request), ttl(request))
                .map(revision -> written(BucketResource.OK, bucket, key, revision));
    }

    private static Response written(int status, Bucket bucket, String key, long revision) {
        JsonObject told =
                new JsonObject().put("bucket", bucket.name()).put("key", key).put(REVISION, revision);
        return Response.fromResponse(StreamAnswer.of(status, told))
                .header(HttpHeaders.ETAG, Condition.tag(revision))
                .build();
    }

    /** As a stream understands it: whole seconds, at least one. */
    private static @Nullable String ttl(ApiRequest request) {
        Duration ttl = request.duration(TTL, LONGEST);
        if (ttl == null) {
            return null;
        }
        if (ttl.toSeconds() == 0) {
            throw ApiRequest.bad(TTL, "must be at least a second");
        }
        return ttl.toSeconds() + "s";
    }
}
