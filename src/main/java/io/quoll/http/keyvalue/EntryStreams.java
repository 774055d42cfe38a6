package io.quoll.http.keyvalue;

import io.quoll.http.ApiBroker;
import io.quoll.http.ApiRequest;
import io.quoll.http.OpenStreams;
import io.quoll.http.StreamedBody;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.stored.StoredMessage;
import io.quoll.http.stored.StreamApi;
import io.quoll.http.stored.StreamReading;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Many revisions as one answer: keys that are there, a key's history, what changes from now on. On the request's loop. */
@Singleton
final class EntryStreams {

    static final String VALUES = "values";
    static final String FROM = "from";
    static final String HISTORY = "history";
    static final String UPDATES = "updates";

    private static final String DELIVER = "deliver_policy";

    private final ApiBroker broker;
    private final OpenStreams streams;

    @Inject
    EntryStreams(ApiBroker broker, OpenStreams streams) {
        this.broker = broker;
        this.streams = streams;
    }

    /** The keys that are there, without their values. */
    Uni<Response> keys(StreamApi api, Bucket bucket, String pattern) {
        JsonObject config =
                config(bucket, pattern).put(DELIVER, "last_per_subject").put("headers_only", true);
        EntryFormat format = format(api, false);
        return open(api, bucket, config, false).map(reading -> {
            Multi<Buffer> chunks = reading.map(stored -> format.write(
                    entries(bucket, stored).stream().filter(KeyEntry::isPut).toList()));
            return answer(api, chunks);
        });
    }

    /** All revisions of a key that are kept, the oldest first. */
    Uni<Response> history(StreamApi api, Bucket bucket, String key) {
        EntryFormat format = format(api, true);
        return open(api, bucket, config(bucket, key).put(DELIVER, "all"), false)
                .map(reading -> answer(api, reading.map(stored -> format.write(entries(bucket, stored)))));
    }

    /**
     * What is there and then what changes; or what has changed since a revision, as {@code from} or the last event's id says.
     */
    Uni<Response> watch(StreamApi api, Bucket bucket, String pattern) {
        ApiRequest request = api.request();
        boolean withValues = Boolean.parseBoolean(request.word(VALUES, List.of("true", "false")));
        JsonObject config = config(bucket, pattern);
        long after = lastEvent(request);
        if (after >= 0) {
            config.put(DELIVER, "by_start_sequence").put("opt_start_seq", after + 1);
        } else if (isAsked(request, UPDATES)) {
            config.put(DELIVER, "new");
        } else {
            config.put(DELIVER, isAsked(request, HISTORY) ? "all" : "last_per_subject");
        }
        if (!withValues) {
            config.put("headers_only", true);
        }
        EntryFormat format = format(api, withValues);
        return open(api, bucket, config, true).map(reading -> answer(api, live(bucket, reading, format)));
    }

    private static Multi<Buffer> live(Bucket bucket, StreamReading reading, EntryFormat format) {
        AtomicBoolean isCurrent = new AtomicBoolean(reading.pending() == 0);
        Multi<Buffer> changes = reading.map(stored -> {
            Buffer chunk = format.write(entries(bucket, stored));
            boolean hasCaughtUp = stored.get(stored.size() - 1).pending() == 0;
            return hasCaughtUp && isCurrent.compareAndSet(false, true)
                    ? Buffer.buffer().appendBuffer(chunk).appendBuffer(format.current())
                    : chunk;
        });
        return isCurrent.get()
                ? Multi.createBy().concatenating().streams(Multi.createFrom().item(format.current()), changes)
                : changes;
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

    private static JsonObject config(Bucket bucket, String pattern) {
        return new JsonObject().put("filter_subject", bucket.subjects(pattern));
    }

    private static EntryFormat format(StreamApi api, boolean withValues) {
        return new EntryFormat(api.request().accepted(EntryFormat.MEDIA_TYPES), withValues);
    }

    private Uni<StreamReading> open(StreamApi api, Bucket bucket, JsonObject config, boolean follows) {
        streams.checkRoom();
        return StreamReading.open(
                api,
                new StreamReading.Terms(
                        bucket.stream(), config, follows, broker.settings().maxPayloadBytes()));
    }

    private static List<KeyEntry> entries(Bucket bucket, List<StoredMessage> stored) {
        return stored.stream().map(message -> KeyEntry.of(bucket, message)).toList();
    }

    private static Response answer(StreamApi api, Multi<Buffer> chunks) {
        ApiRequest request = api.request();
        StreamFormat format = StreamFormat.of(request.accepted(EntryFormat.MEDIA_TYPES));
        return new StreamedBody(request, chunks, format).response();
    }
}
