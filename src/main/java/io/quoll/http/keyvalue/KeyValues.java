package io.quoll.http.keyvalue;

import io.quoll.http.HeaderMapping;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.http.stored.StoredLookup;
import io.quoll.http.stored.StoredMessage;
import io.quoll.http.stored.StoredPublish;
import io.quoll.http.stored.StreamApi;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one bucket, for one request: read, written and deleted as NATS clients do it. On the request's loop. */
final class KeyValues {

    private static final String EXPECTED = "Nats-Expected-Last-Subject-Sequence";
    private static final String ROLLUP = "Nats-Rollup";
    private static final String TTL = "Nats-TTL";
    private static final byte[] NOTHING = {};

    private final StreamApi api;
    private final Bucket bucket;

    KeyValues(StreamApi api, Bucket bucket) {
        this.api = api;
        this.bucket = bucket;
    }

    /** The last revision, which may be that it was deleted; fails with 404 where there never was one. */
    Uni<KeyEntry> last(String key) {
        return lookup().last(bucket.subjects(key)).map(this::entry);
    }

    /** A revision that is kept; fails with 404 if it is not of this key. */
    Uni<KeyEntry> at(String key, long revision) {
        return lookup().at(revision).map(stored -> {
            if (!stored.message().subject().equals(bucket.subjects(key))) {
                throw noSuchRevision().asException();
            }
            return entry(stored);
        });
    }

    private StoredLookup lookup() {
        return new StoredLookup(api, bucket.stream());
    }

    private KeyEntry entry(StoredMessage stored) {
        return KeyEntry.of(bucket, stored);
    }

    private static Problem noSuchRevision() {
        ApiError error = ApiError.NO_MESSAGE_FOUND;
        return Problem.ofStream(error.code(), error.errorCode(), error.description());
    }

    /** Writes a value if the condition holds; the new revision. */
    Uni<Long> put(String key, byte[] value, Condition condition, @Nullable String ttl) {
        Map<String, List<String>> headers =
                HeaderMapping.ofRequest(api.request().http().headers());
        headers.keySet().removeIf(name -> name.startsWith("Nats-"));
        if (ttl != null) {
            headers.put(TTL, List.of(ttl));
        }
        return write(key, headers, value, condition);
    }

    /** Leaves a mark that says the key is deleted, or nothing but that mark; the new revision. */
    Uni<Long> delete(String key, boolean purges, Condition condition, @Nullable String ttl) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(KeyEntry.OPERATION, List.of((purges ? KeyEntry.Operation.PURGE : KeyEntry.Operation.DEL).name()));
        if (purges) {
            headers.put(ROLLUP, List.of("sub"));
        }
        if (ttl != null) {
            headers.put(TTL, List.of(ttl));
        }
        return write(key, headers, NOTHING, condition);
    }

    private Uni<Long> write(String key, Map<String, List<String>> headers, byte[] value, Condition condition) {
        Uni<Long> written;
        if (condition.mustNotExist()) {
            written = publish(key, headers, value, 0L)
                    .onFailure(KeyValues::isWrongRevision)
                    .recoverWithUni(refusal ->
                            afterDeletion(key, refusal).flatMap(revision -> publish(key, headers, value, revision)));
        } else if (condition.mustExist()) {
            written = last(key)
                    .onFailure(StoredLookup::isNotFound)
                    .transform(ignored -> condition.failed().asException())
                    .flatMap(entry -> entry.isPut()
                            ? publish(key, headers, value, entry.revision())
                            : Uni.createFrom().failure(condition.failed().asException()));
        } else {
            written = publish(key, headers, value, condition.revision());
        }
        return written.onFailure(KeyValues::isWrongRevision)
                .transform(refusal ->
                        Condition.failed(((ProblemException) refusal).problem()).asException());
    }

    /** The revision that deleted the key; fails as the writer was refused if it is there. */
    private Uni<Long> afterDeletion(String key, Throwable refusal) {
        return last(key)
                .flatMap(entry -> entry.isPut()
                        ? Uni.createFrom().failure(refusal)
                        : Uni.createFrom().item(entry.revision()));
    }

    private Uni<Long> publish(
            String key, Map<String, List<String>> headers, byte[] value, @Nullable Long expectedRevision) {
        Map<String, List<String>> all = new LinkedHashMap<>(headers);
        if (expectedRevision != null) {
            all.put(EXPECTED, List.of(Long.toString(expectedRevision)));
        }
        return new StoredPublish(api).publish(new Message(bucket.subjects(key), null, headers(all), value));
    }

    private static Headers headers(Map<String, List<String>> headers) {
        try {
            return Headers.of(headers);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_HEADER, String.valueOf(e.getMessage()))
                    .asException();
        }
    }

    private static boolean isWrongRevision(Throwable failure) {
        return StreamApi.isError(failure, ApiError.STREAM_WRONG_LAST_SEQUENCE)
                || StreamApi.isError(failure, ApiError.STREAM_WRONG_LAST_SEQUENCE_CONSTANT);
    }
}
