package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.PersistMode;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.stream.StreamConfig.StreamFeatures;
import io.quoll.jetstream.wire.ApiLevel;
import java.util.Map;
import java.util.TreeMap;

/** What a configuration's metadata says of the server versions it needs and is served by. Stateless. */
public final class RequiredLevel {

    private static final String REQUIRED = "_nats.req.level";
    private static final String VERSION = "_nats.ver";
    private static final String LEVEL = "_nats.level";

    private RequiredLevel() {}

    /** With the level it needs. */
    static StreamConfig stamp(StreamConfig config) {
        return config.withMetadata(stamp(config.metadata(), levelOf(config)));
    }

    /** Metadata as it is kept. */
    public static Map<String, String> stamp(Map<String, String> asked, int level) {
        Map<String, String> metadata = new TreeMap<>(asked);
        metadata.remove(VERSION);
        metadata.remove(LEVEL);
        metadata.put(REQUIRED, Integer.toString(level));
        return Map.copyOf(metadata);
    }

    /** Metadata as it is shown. */
    public static Map<String, String> shown(Map<String, String> kept, String version) {
        Map<String, String> metadata = new TreeMap<>(kept);
        metadata.put(VERSION, version);
        metadata.put(LEVEL, Integer.toString(ApiLevel.LEVEL));
        return metadata;
    }

    private static int levelOf(StreamConfig config) {
        StreamFeatures features = config.features();
        if (features.allowFastBatch()) {
            return 4;
        }
        if (features.allowCounter()
                || features.allowAtomicBatch()
                || features.allowSchedules()
                || config.persistMode() == PersistMode.ASYNC) {
            return 2;
        }
        return features.allowMessageTtl() || features.subjectDeleteMarkerTtlNanos() > 0 ? 1 : 0;
    }
}
