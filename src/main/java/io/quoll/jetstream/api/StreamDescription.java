package io.quoll.jetstream.api;

import com.fasterxml.jackson.core.JsonGenerator;
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

    /** As a change of it is answered. */
    void write(JsonOutput out, Stream stream) {
        write(out, stream, false, Map.of(), false);
    }

    /** As it is listed. */
    void writeListed(JsonOutput out, Stream stream) {
        write(out, stream, false, Map.of(), true);
    }

    /** In full. */
    void write(JsonOutput out, Stream stream, boolean deletedDetails, Map<String, Long> subjects) {
        write(out, stream, deletedDetails, subjects, true);
    }

    private void write(
            JsonOutput out, Stream stream, boolean deletedDetails, Map<String, Long> subjects, boolean withPlace) {
        out.object("config", c -> StreamConfigCodec.write(c, shown(stream.config())))
                .time("created", stream.createdNanos());
        StreamStateJson.write(out, stream, deletedDetails, subjects);
        out.textIfAny("domain", parts.settings().domain());
        if (withPlace) {
            out.object("cluster", c -> c.text("leader", parts.serverName()));
        }
        stream.describeSources(out);
        out.time("ts", Timestamps.now(parts.clock()));
    }

    /** As monitoring shows it. */
    public void writeDetail(JsonGenerator json, Stream stream, boolean withConfig) {
        JsonOutput.fields(json, out -> {
            out.text("name", stream.name()).time("created", stream.createdNanos());
            out.object("cluster", c -> c.text("leader", parts.serverName()));
            if (withConfig) {
                out.object("config", c -> StreamConfigCodec.write(c, shown(stream.config())));
            }
            StreamStateJson.write(out, stream, false, Map.of());
            stream.describeSources(out);
        });
    }

    StreamConfig shown(StreamConfig config) {
        return config.withMetadata(RequiredLevel.shown(config.metadata(), parts.version()));
    }
}
