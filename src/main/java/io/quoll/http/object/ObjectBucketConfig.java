package io.quoll.http.object;

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
final class ObjectBucketConfig {

    private static final String COMPRESSION = "compression";
    private static final String BUCKET = "bucket";
    private static final String NONE = "none";

    /** Members that are the stream's, by their name there. */
    private static final Map<String, String> SAME = new TreeMap<>(Map.of(
            "description", "description",
            "ttl", "max_age",
            "max_bytes", "max_bytes",
            "storage", "storage",
            "replicas", "num_replicas",
            "metadata", "metadata",
            "placement", "placement"));

    private ObjectBucketConfig() {}

    /** The stream's configuration. */
    static JsonObject toStream(ObjectBucket bucket, JsonObject config) {
        JsonObject stream = new JsonObject()
                .put("name", bucket.stream())
                .put("subjects", new JsonArray(List.of(bucket.allChunks(), bucket.allDescriptions())));
        for (Map.Entry<String, Object> member : config) {
            String name = SAME.get(member.getKey());
            if (name != null) {
                stream.put(name, member.getValue());
            } else if (!member.getKey().equals(COMPRESSION) && !member.getKey().equals(BUCKET)) {
                throw JsonBody.invalid("has an unknown member '" + member.getKey() + "'");
            }
        }
        if (!bucket.name().equals(config.getValue(BUCKET, bucket.name()))) {
            throw JsonBody.invalid("is for another bucket");
        }
        return stream.put("max_msgs", -1)
                .put("max_consumers", -1)
                .put("retention", "limits")
                .put("discard", "new")
                .put("allow_rollup_hdrs", true)
                .put("allow_direct", true)
                .put(COMPRESSION, JsonBody.flag(config, COMPRESSION) ? "s2" : NONE);
    }

    /** The bucket of a stream, and how full it is. */
    static JsonObject ofStream(JsonObject info) {
        JsonObject config = info.getJsonObject("config");
        JsonObject state = info.getJsonObject("state", new JsonObject());
        JsonObject bucket =
                new JsonObject().put(BUCKET, config.getString("name").substring(ObjectBucket.STREAM_PREFIX.length()));
        SAME.forEach((ours, theirs) -> {
            if (config.containsKey(theirs)) {
                bucket.put(ours, config.getValue(theirs));
            }
        });
        return bucket.put(COMPRESSION, !NONE.equals(config.getString(COMPRESSION, NONE)))
                .put("sealed", config.getBoolean("sealed", false))
                .put("bytes", state.getLong("bytes", 0L))
                .put("created", info.getString("created"));
    }

    /** Whether a stream is a bucket of objects. */
    static boolean isBucket(JsonObject info) {
        return info.getJsonObject("config").getString("name", "").startsWith(ObjectBucket.STREAM_PREFIX);
    }
}
