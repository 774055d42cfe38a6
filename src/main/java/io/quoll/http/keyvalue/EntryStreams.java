package io.quoll.http.keyvalue;

import io.quoll.http.ApiRequest;
import io.quoll.http.OpenStreams;
import io.quoll.http.StreamedBody;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.stored.StoredMessage;
import io.quoll.http.stored.StoredReading;
import io.quoll.http.stored.StoredReadings;
import io.quoll.http.stored.StreamApi;
import io.quoll.jetstream.reading.ReadingStart;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Many revisions as one answer: keys that are there, a key's history, what changes from now on. On the request's loop. */
@Singleton
final class EntryStreams {

    static final String VALUES = "values";
    static final String FROM = "from";
    static final String HISTORY = "history";
    static final String UPDATES = "updates";

    private final OpenStreams streams;
    private final StoredReadings readings;

    @Inject
    EntryStreams(OpenStreams streams, StoredReadings readings) {
        this.streams = streams;
        this.readings = readings;
    }

    /** The keys that are there, without their values. */
    Uni<Response> keys(StreamApi api, Bucket bucket, String pattern) {
        EntryFormat format = format(api, false);
        Multi<Buffer> chunks = open(api, bucket, pattern)
                .present(ReadingStart.at(ReadingStart.Kind.LAST_PER_SUBJECT))
                .map(stored -> format.write(
                        entries(bucket, stored).stream().filter(KeyEntry::isPut).toList()));
        return answer(api, chunks);
    }

    /** All revisions of a key that are kept, the oldest first. */
    Uni<Response> history(StreamApi api, Bucket bucket, String key) {
        EntryFormat format = format(api, true);
        Multi<Buffer> chunks = open(api, bucket, key)
                .present(ReadingStart.at(ReadingStart.Kind.ALL))
                .map(stored -> format.write(entries(bucket, stored)));
        return answer(api, chunks);
    }

    /**
     * What is there and then what changes; or what has changed since a revision, as {@code from} or the last event's id says.
     */
    Uni<Response> watch(StreamApi api, Bucket bucket, String pattern) {
        ApiRequest request = api.request();
        boolean withValues = Boolean.parseBoolean(request.word(VALUES, List.of("true", "false")));
        ReadingStart start = start(request);
        EntryFormat format = format(api, withValues);
        Multi<Buffer> chunks = open(api, bucket, pattern)
                .presentAndComing(start)
                .map(stored -> stored.isEmpty() ? format.current() : format.write(entries(bucket, stored)));
        return answer(api, chunks);
    }

    private static ReadingStart start(ApiRequest request) {
        long after = lastEvent(request);
        if (after >= 0) {
            return ReadingStart.behind(after, 0);
        }
        if (isAsked(request, UPDATES)) {
            return ReadingStart.at(ReadingStart.Kind.NEW);
        }
        return ReadingStart.at(isAsked(request, HISTORY) ? ReadingStart.Kind.ALL : ReadingStart.Kind.LAST_PER_SUBJECT);
    }

    static boolean isAsked(ApiRequest request, String parameter) {
        return Boolean.parseBoolean(request.word(parameter, List.of("false", "true")));
    }

    /** The revision after which to begin, negative for none. */
    private static long lastEvent(ApiRequest request) {
        String last = request.header("Last-Event-ID");
        if (last == null || last.isBlank()) {
            return request.number(FROM, 0, 1, Long.MAX_VALUE) - 1;
        }
        try {
            return Math.max(0, Long.parseLong(last.strip()));
        } catch (NumberFormatException e) {
            throw ApiRequest.bad("Last-Event-ID", "must be a revision, not '" + last + "'");
        }
    }

    private static EntryFormat format(StreamApi api, boolean withValues) {
        return new EntryFormat(api.request().accepted(EntryFormat.MEDIA_TYPES), withValues);
    }

    private StoredReading open(StreamApi api, Bucket bucket, String keys) {
        streams.checkRoom();
        return readings.open(api, bucket.stream(), bucket.subjects(keys));
    }

    private static List<KeyEntry> entries(Bucket bucket, List<StoredMessage> stored) {
        return stored.stream().map(message -> KeyEntry.of(bucket, message)).toList();
    }

    private static Uni<Response> answer(StreamApi api, Multi<Buffer> chunks) {
        ApiRequest request = api.request();
        StreamFormat format = StreamFormat.of(request.accepted(EntryFormat.MEDIA_TYPES));
        return Uni.createFrom().item(new StreamedBody(request, chunks, format).response());
    }
}
