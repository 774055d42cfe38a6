package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.stream.StreamConfigCodec;
import io.quoll.jetstream.stream.StreamStateJson;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.jetstream.wire.Timestamps;
import java.util.Map;

/** A stream as clients and monitoring see it. Any thread. */
public final class StreamDescription {

    private final JetStream.Parts parts;

    StreamDescription(JetStream.Parts parts) {
        this.parts = parts;
    }

    void write(JsonOutput out, Stream stream) {
        write(out, stream, false, Map.of());
    }

    void write(JsonOutput out, Stream stream, boolean deletedDetails, Map<String, Long> subjects) {
        out.object("config", c -> StreamConfigCodec.write(c, shown(stream.config())))
                .time("created", stream.createdNanos());
        StreamStateJson.write(out, stream, deletedDetails, subjects);
        out.textIfAny("domain", parts.settings().domain()).object("cluster", c -> c.text("leader", parts.serverName()));
        stream.describeSources(out);
        out.time("ts", Timestamps.now(parts.clock()));
    }

    StreamConfig shown(StreamConfig config) {
        return config.withMetadata(RequiredLevel.shown(config.metadata(), parts.version()));
    }
}
