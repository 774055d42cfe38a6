package io.quoll.http.object;

import io.quoll.http.Answers;
import io.quoll.http.ApiBroker;
import io.quoll.http.ApiRequest;
import io.quoll.http.OpenStreams;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.http.stored.StoredDoor;
import io.quoll.http.stored.StoredReadings;
import io.quoll.http.stored.StreamAnswer;
import io.quoll.http.stored.StreamApi;
import io.quoll.jetstream.reading.ReadingStart;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One object of a bucket: its bytes or ranges of them, and what describes it. Entity tags are digests. */
@Path("/v1")
public final class ObjectResource {

    private static final String INFO = "info";
    private static final String CHUNK = "chunk";
    private static final int USUAL_CHUNK = 128 * 1024;
    private static final int LEAST_CHUNK = 1024;
    private static final int PARTIAL = 206;
    private static final int NOT_MODIFIED = 304;

    private final StoredDoor door;
    private final ApiBroker broker;
    private final OpenStreams streams;
    private final StoredReadings readings;

    @Inject
    ObjectResource(StoredDoor door, ApiBroker broker, OpenStreams streams, StoredReadings readings) {
        this.door = door;
        this.broker = broker;
        this.streams = streams;
        this.readings = readings;
    }

    /** The bytes, or with {@code info} what describes them. */
    @GET
    @Path("objects/{bucket}/{name}")
    public Uni<Response> get(@Context HttpServerRequest http) {
        return door.open(http, Set.of(INFO), api -> {
            ApiRequest request = api.request();
            Objects objects = new Objects(api, ObjectBucket.of(request));
            String name = ObjectBucket.object(request);
            return Boolean.parseBoolean(request.word(INFO, List.of("false", "true")))
                    ? objects.info(name).map(info -> described(ObjectBucketResource.OK, info))
                    : objects.resolved(name).flatMap(found -> bytes(api, found));
        });
    }

    private Uni<Response> bytes(StreamApi api, Objects.Found found) {
        ApiRequest request = api.request();
        ObjectInfo info = found.info();
        String known = request.header("If-None-Match");
        if (known != null && List.of(known.split("\\s*,\\s*", -1)).contains(info.tag())) {
            return Uni.createFrom()
                    .item(headers(Response.status(NOT_MODIFIED), info).build());
        }
        ByteRange range = range(request, info);
        if (range != null && !range.isSatisfiable()) {
            Response problem = Answers.of(
                    Problem.of(ProblemType.RANGE_NOT_SATISFIABLE, "the object has " + info.size() + " bytes"));
            return Uni.createFrom()
                    .item(Response.fromResponse(problem)
                            .header("Content-Range", "bytes */" + info.size())
                            .build());
        }
        ByteRange wanted = range == null ? new ByteRange(0, info.size()) : range;
        Response.ResponseBuilder response = headers(
                        Response.status(range == null ? ObjectBucketResource.OK : PARTIAL), info)
                .type(info.contentType());
        if (range != null) {
            response.header("Content-Range", range.shown(info.size()));
        }
        if (request.http().method().equals(HttpMethod.HEAD)) {
            return Uni.createFrom()
                    .item(response.header(HttpHeaders.CONTENT_LENGTH, wanted.length())
                            .build());
        }
        ObjectBody body = new ObjectBody(request, chunks(api, found, wanted), wanted.length());
        return Uni.createFrom().item(response.entity(body).build());
    }

    private static @Nullable ByteRange range(ApiRequest request, ObjectInfo info) {
        String only = request.header("If-Range");
        return only == null || only.strip().equals(info.tag())
                ? ByteRange.of(request.header("Range"), info.size())
                : null;
    }

    private Multi<Buffer> chunks(StreamApi api, Objects.Found found, ByteRange wanted) {
        if (found.info().size() == 0) {
            return Multi.createFrom().empty();
        }
        streams.checkRoom();
        ObjectBucket bucket = found.bucket();
        return new Download(found.info(), wanted)
                .bytes(readings.open(
                                api, bucket.stream(), bucket.chunks(found.info().id()))
                        .present(ReadingStart.at(ReadingStart.Kind.ALL)));
    }

    private static Response.ResponseBuilder headers(Response.ResponseBuilder response, ObjectInfo info) {
        if (info.digest().length > 0) {
            response.header(HttpHeaders.ETAG, info.tag()).header(Sha256.HEADER, Sha256.shown(info.digest()));
        }
        return response.header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .lastModified(Date.from(Instant.parse(info.json().getString("mtime"))));
    }

    /** The body becomes the object. */
    @PUT
    @Path("objects/{bucket}/{name}")
    public Uni<Response> put(@Context HttpServerRequest http) {
        return door.open(http, Set.of(CHUNK), api -> {
            ApiRequest request = api.request();
            request.refuseEncodedBody();
            int most = broker.settings().maxPayloadBytes();
            int usual = Math.min(USUAL_CHUNK, most);
            int chunk = (int) request.number(CHUNK, usual, Math.min(LEAST_CHUNK, most), most);
            byte[] digest = Sha256.read(request.header(Sha256.HEADER));
            return new Objects(api, ObjectBucket.of(request))
                    .put(ObjectBucket.object(request), chunk, Precondition.of(request), digest)
                    .map(info -> described(ObjectBucketResource.CREATED, info));
        });
    }

    @DELETE
    @Path("objects/{bucket}/{name}")
    public Uni<Response> delete(@Context HttpServerRequest http) {
        return door.open(http, Set.of(), api -> new Objects(api, ObjectBucket.of(api.request()))
                .delete(ObjectBucket.object(api.request()), Precondition.of(api.request()))
                .map(info -> StreamAnswer.of(ObjectBucketResource.OK, info.json())));
    }

    private static Response described(int status, ObjectInfo info) {
        Response.ResponseBuilder response = Response.fromResponse(StreamAnswer.of(status, info.json()));
        if (info.digest().length > 0) {
            response.header(HttpHeaders.ETAG, info.tag()).header(Sha256.HEADER, Sha256.shown(info.digest()));
        }
        return response.build();
    }
}
