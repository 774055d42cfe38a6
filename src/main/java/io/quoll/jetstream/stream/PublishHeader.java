package io.quoll.jetstream.stream;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Headers that mean something to a stream. */
public enum PublishHeader {
    MESSAGE_ID("Nats-Msg-Id"),
    EXPECTED_STREAM("Nats-Expected-Stream"),
    EXPECTED_LAST_SEQUENCE("Nats-Expected-Last-Sequence"),
    EXPECTED_LAST_SUBJECT_SEQUENCE("Nats-Expected-Last-Subject-Sequence"),
    EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT("Nats-Expected-Last-Subject-Sequence-Subject"),
    EXPECTED_LAST_MESSAGE_ID("Nats-Expected-Last-Msg-Id"),
    ROLLUP("Nats-Rollup"),
    TTL("Nats-TTL"),
    INCREMENT("Nats-Incr"),
    COUNTER_SOURCES("Nats-Counter-Sources"),
    BATCH_ID("Nats-Batch-Id"),
    BATCH_SEQUENCE("Nats-Batch-Sequence"),
    BATCH_COMMIT("Nats-Batch-Commit"),
    SCHEDULE("Nats-Schedule"),
    SCHEDULE_TARGET("Nats-Schedule-Target"),
    SCHEDULE_SOURCE("Nats-Schedule-Source"),
    SCHEDULE_TTL("Nats-Schedule-TTL"),
    SCHEDULE_ROLLUP("Nats-Schedule-Rollup"),
    SCHEDULE_TIME_ZONE("Nats-Schedule-Time-Zone"),
    SCHEDULE_NEXT("Nats-Schedule-Next"),
    SCHEDULER("Nats-Scheduler"),
    STREAM_SOURCE("Nats-Stream-Source"),
    REQUIRED_API_LEVEL("Nats-Required-Api-Level"),
    MARKER_REASON("Nats-Marker-Reason");

    private static final Map<String, PublishHeader> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PublishHeader::headerName, h -> h));

    private final String headerName;

    PublishHeader(String headerName) {
        this.headerName = headerName;
    }

    public String headerName() {
        return headerName;
    }

    static @Nullable PublishHeader of(String name) {
        return BY_NAME.get(name);
    }
}
