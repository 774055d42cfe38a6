package io.quoll.http.object;

import io.quoll.http.OpenStreams;
import io.quoll.http.StreamedBody;
import io.quoll.http.format.JsonBuffer;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.stored.BucketKind;
import io.quoll.http.stored.StoredDoor;
import io.quoll.http.stored.StoredMessage;
import io.quoll.http.stored.StoredReadings;
import io.quoll.http.stored.StreamAnswer;
import io.quoll.http.stored.StreamApi;
import io.quoll.jetstream.reading.ReadingStart;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;

/** Buckets of objects as a whole: they come, are looked at and go. */
@Path("/v1")
public final class ObjectBucketResource {

    static final int OK = 200;
    static final int CREATED = 201;

    private static final BucketKind BUCKETS =
            new BucketKind("$O.*.M.>", ObjectBucketConfig::isBucket, ObjectBucketConfig::ofStream);

    private static final String LIST = "list";
    private static final int USUAL_BYTES = 512;

    private final StoredDoor door;
    private final OpenStreams streams;
    private final StoredReadings readings;

    @Inject
    ObjectBucketResource(StoredDoor door, OpenStreams streams, StoredReadings readings) {
        this.door = door;
        this.streams = streams;
        this.readings = readings;
    }

    /** A page of them. */
    @GET
    @Path("objects")
    public Uni<Response> list(@Context HttpServerRequest http) {
        return door.open(http, Set.of(BucketKind.OFFSET), BUCKETS::list);
    }

    /** The bucket itself, or what describes the objects in it. */
    @GET
    @Path("objects/{bucket}")
    public Uni<Response> get(@Context HttpServerRequest http) {
        return door.open(http, Set.of(LIST), api -> {
            ObjectBucket bucket = ObjectBucket.of(api.request());
            return Boolean.parseBoolean(api.request().word(LIST, List.of("false", "true")))
                    ? objects(api, bucket)
                    : BUCKETS.look(api, bucket.stream());
        });
    }

    private Uni<Response> objects(StreamApi api, ObjectBucket bucket) {
        streams.checkRoom();
        StreamFormat format =
                StreamFormat.of(api.request().accepted(List.of(StreamFormat.NDJSON_TYPE, StreamFormat.SSE_TYPE)));
        Multi<Buffer> lines = readings.open(api, bucket.stream(), bucket.allDescriptions())
                .present(ReadingStart.at(ReadingStart.Kind.LAST_PER_SUBJECT))
                .map(stored -> lines(stored, format));
        return Uni.createFrom().item(new StreamedBody(api.request(), lines, format).response());
    }

    private static Buffer lines(List<StoredMessage> stored, StreamFormat format) {
        boolean isEvents = format.contentType().startsWith(StreamFormat.SSE_TYPE);
        return JsonBuffer.of(USUAL_BYTES * stored.size(), json -> {
            for (StoredMessage message : stored) {
                ObjectInfo info = ObjectInfo.of(message);
                if (!info.isDeleted()) {
                    json.writeRaw(isEvents ? "data: " : "");
                    json.writeRaw(info.json().encode());
                    json.writeRaw(isEvents ? "\n\n" : "\n");
                }
            }
        });
    }

    /** Makes the bucket what the body says, whether it is there or not. */
    @PUT
    @Path("objects/{bucket}")
    public Uni<Response> put(@Context HttpServerRequest http) {
        return door.openWithBody(http, (api, config) -> {
            ObjectBucket bucket = ObjectBucket.of(api.request());
            return BUCKETS.write(api, bucket.stream(), ObjectBucketConfig.toStream(bucket, config));
        });
    }

    @DELETE
    @Path("objects/{bucket}")
    public Uni<Response> delete(@Context HttpServerRequest http) {
        return door.open(http, Set.of(), api -> api.ask("STREAM.DELETE." + ObjectBucket.of(api.request()).stream())
                .map(StreamAnswer::response));
    }
}
