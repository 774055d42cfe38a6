package io.quoll.http.object;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.http.stored.JsonBody;
import io.quoll.http.stored.StoredLookup;
import io.quoll.http.stored.StoredPublish;
import io.quoll.http.stored.StreamApi;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one bucket, for one request: described, stored and deleted as NATS clients do it. What was stored of an
 * object that does not come to be is removed. On the request's loop.
 */
final class Objects {

    private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence";
    private static final String ROLLUP = "Nats-Rollup";
    private static final int MOST_ATTEMPTS = 8;

    private final StreamApi api;
    private final ObjectBucket bucket;

    Objects(StreamApi api, ObjectBucket bucket) {
        this.api = api;
        this.bucket = bucket;
    }

    /** What describes an object that is there; fails with 404 otherwise. */
    Uni<ObjectInfo> info(String name) {
        return described(name).map(info -> {
            if (info.isEmpty() || info.get().isDeleted()) {
                throw Problem.of(ProblemType.NOT_FOUND, "there is no object '" + name + "'")
                        .asException();
            }
            return info.get();
        });
    }

    /** The object of another bucket that an object stands for, or the object itself. */
    Uni<Found> resolved(String name) {
        return info(name).flatMap(info -> {
            JsonObject link = info.link();
            if (link == null) {
                return Uni.createFrom().item(new Found(bucket, info));
            }
            String target = link.getString("name", "");
            if (target.isEmpty()) {
                throw JsonBody.invalid("of the object stands for a whole bucket");
            }
            ObjectBucket other = ObjectBucket.of(link.getString("bucket", ""));
            return new Objects(api, other).info(target).map(found -> new Found(other, found));
        });
    }

    /** An object and where its chunks are. */
    record Found(ObjectBucket bucket, ObjectInfo info) {}

    /** The last description, deleted or not, wherever that is. */
    private Uni<Optional<ObjectInfo>> described(String name) {
        String usual = bucket.description(name);
        String other = bucket.otherDescription(name);
        Uni<Optional<ObjectInfo>> found = describedAt(usual);
        return usual.equals(other)
                ? found
                : found.flatMap(info -> info.isPresent() && !info.get().isDeleted()
                        ? Uni.createFrom().item(info)
                        : describedAt(other).map(instead -> instead.or(() -> info)));
    }

    private Uni<Optional<ObjectInfo>> describedAt(String subject) {
        return new StoredLookup(api, bucket.stream())
                .last(subject)
                .map(stored -> Optional.of(ObjectInfo.of(stored)))
                .onFailure(failure -> StreamApi.isError(failure, ApiError.NO_MESSAGE_FOUND))
                .recoverWithItem(Optional.empty());
    }

    /** Stores the request's body as an object, in place of one that was there. */
    Uni<ObjectInfo> put(String name, int chunkBytes, Precondition precondition, byte @Nullable [] expectedDigest) {
        String id = UUID.randomUUID().toString().replace("-", "");
        String type = api.request().header(ObjectInfo.CONTENT_TYPE);
        return described(name).flatMap(before -> {
            precondition.check(before.orElse(null));
            return new Upload(api, bucket.chunks(id), chunkBytes)
                    .run()
                    .map(result -> {
                        if (expectedDigest != null
                                && !ObjectInfo.digest(expectedDigest).equals(result.digest())) {
                            throw JsonBody.invalid("has another digest than " + Sha256.HEADER + " says");
                        }
                        return ObjectInfo.ofUpload(bucket, name, id, result, type);
                    })
                    .flatMap(info -> describe(name, info, before, precondition, 1))
                    .onFailure()
                    .call(() -> removeChunks(id))
                    .onCancellation()
                    .call(() -> removeChunks(id));
        });
    }

    /** Publishes the description on top of the one that was seen, so that its chunks are known and can be removed. */
    private Uni<ObjectInfo> describe(
            String name, ObjectInfo info, Optional<ObjectInfo> before, Precondition precondition, int attempt) {
        return publish(name, info, before)
                .flatMap(ignored ->
                        removeChunks(before.map(ObjectInfo::id).orElse("")).replaceWith(info))
                .onFailure(failure -> isOvertaken(failure) && attempt < MOST_ATTEMPTS)
                .recoverWithUni(ignored -> described(name).flatMap(now -> {
                    precondition.check(now.orElse(null));
                    return describe(name, info, now, precondition, attempt + 1);
                }));
    }

    private static boolean isOvertaken(Throwable failure) {
        return StreamApi.isError(failure, ApiError.STREAM_WRONG_LAST_SEQUENCE)
                || StreamApi.isError(failure, ApiError.STREAM_WRONG_LAST_SEQUENCE_CONSTANT);
    }

    private Uni<Long> publish(String name, ObjectInfo info, Optional<ObjectInfo> before) {
        long sequence = before.map(ObjectInfo::sequence).orElse(0L);
        Headers headers = Headers.of(Map.of(ROLLUP, List.of("sub"), EXPECTED, List.of(Long.toString(sequence))));
        String subject = before.map(ObjectInfo::subject).orElse(bucket.description(name));
        return new StoredPublish(api).publish(new Message(subject, null, headers, info.toBytes()));
    }

    /** Leaves a description that says the object is deleted. */
    Uni<ObjectInfo> delete(String name, Precondition precondition) {
        return info(name).flatMap(info -> {
            precondition.check(info);
            return describe(name, info.deletedNow(), Optional.of(info), precondition, 1);
        });
    }

    /** Removes chunks that nothing describes any more; whether that succeeds changes nothing for the client. */
    private Uni<Boolean> removeChunks(String id) {
        if (id.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        return api.ask("STREAM.PURGE." + bucket.stream(), new JsonObject().put("filter", bucket.chunks(id)))
                .map(ignored -> true)
                .onFailure()
                .recoverWithItem(false);
    }
}
