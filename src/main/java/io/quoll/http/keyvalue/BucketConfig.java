package io.quoll.http.keyvalue;

import io.quoll.http.stored.JsonBody;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bucket's configuration as HTTP shows it, and as the stream's that NATS clients would make of it. Times are nanoseconds, as
 * in every configuration of JetStream.
 */
final class BucketConfig {

    private static final long DUPLICATE_WINDOW = 120_000_000_000L;
    private static final int MOST_HISTORY = 64;
    private static final String COMPRESSION = "compression";
    private static final String HISTORY = "history";
    private static final String TTL = "ttl";
    private static final String MARKER_TTL = "limit_marker_ttl";
    private static final String NONE = "none";

    /** Members that are the stream's, by their name there. */
    private static final Map<String, String> SAME = new TreeMap<>(Map.of(
            "description", "description",
            "max_bytes", "max_bytes",
            "max_value_size", "max_msg_size",
            "storage", "storage",
            "replicas", "num_replicas",
            "metadata", "metadata",
            "placement", "placement",
            "republish", "republish"));

    private static final List<String> OTHERS = List.of(HISTORY, TTL, COMPRESSION, MARKER_TTL, "bucket");

    private BucketConfig() {}

    /** The stream's configuration. */
    static JsonObject toStream(Bucket bucket, JsonObject config) {
        JsonObject stream = new JsonObject()
                .put("name", bucket.stream())
                .put("subjects", new JsonArray().add(bucket.subjects(">")));
        for (Map.Entry<String, Object> member : config) {
            String name = SAME.get(member.getKey());
            if (name != null) {
                stream.put(name, member.getValue());
            } else if (!OTHERS.contains(member.getKey())) {
                throw JsonBody.invalid("has an unknown member '" + member.getKey() + "'");
            }
        }
        if (!bucket.name().equals(config.getValue("bucket", bucket.name()))) {
            throw JsonBody.invalid("is for another bucket");
        }
        long history = JsonBody.number(config, HISTORY, 1);
        if (history < 1 || history > MOST_HISTORY) {
            throw JsonBody.invalid("must have a history from 1 to " + MOST_HISTORY);
        }
        long ttl = JsonBody.number(config, TTL, 0);
        stream.put("max_msgs_per_subject", history)
                .put("max_age", ttl)
                .put("duplicate_window", ttl > 0 ? Math.min(ttl, DUPLICATE_WINDOW) : DUPLICATE_WINDOW)
                .put("max_msgs", -1)
                .put("max_consumers", -1)
                .put("retention", "limits")
                .put("discard", "new")
                .put("allow_rollup_hdrs", true)
                .put("deny_delete", true)
                .put("allow_direct", true)
                .put(COMPRESSION, JsonBody.flag(config, COMPRESSION) ? "s2" : NONE);
        long markers = JsonBody.number(config, MARKER_TTL, 0);
        if (markers > 0) {
            stream.put("allow_msg_ttl", true).put("subject_delete_marker_ttl", markers);
        }
        return stream;
    }

    /** The bucket of a stream, and how full it is. */
    static JsonObject ofStream(JsonObject info) {
        JsonObject config = info.getJsonObject("config");
        JsonObject state = info.getJsonObject("state", new JsonObject());
        JsonObject bucket =
                new JsonObject().put("bucket", config.getString("name").substring(Bucket.STREAM_PREFIX.length()));
        SAME.forEach((ours, theirs) -> {
            if (config.containsKey(theirs)) {
                bucket.put(ours, config.getValue(theirs));
            }
        });
        bucket.put(HISTORY, config.getLong("max_msgs_per_subject", 1L))
                .put(TTL, config.getLong("max_age", 0L))
                .put(COMPRESSION, !NONE.equals(config.getString(COMPRESSION, NONE)));
        if (config.getLong("subject_delete_marker_ttl", 0L) > 0) {
            bucket.put(MARKER_TTL, config.getLong("subject_delete_marker_ttl"));
        }
        return bucket.put("values", state.getLong("messages", 0L))
                .put("bytes", state.getLong("bytes", 0L))
                .put("revision", state.getLong("last_seq", 0L))
                .put("created", info.getString("created"));
    }

    /** Whether a stream is a bucket. */
    static boolean isBucket(JsonObject info) {
        return info.getJsonObject("config").getString("name", "").startsWith(Bucket.STREAM_PREFIX);
    }
}
