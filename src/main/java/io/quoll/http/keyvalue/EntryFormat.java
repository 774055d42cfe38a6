package io.quoll.http.keyvalue;

import io.quoll.http.format.JsonBuffer;
import io.quoll.http.format.StreamFormat;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Revisions as a stream: one JSON object a line, or an event with the revision as its id. Stateless. */
final class EntryFormat {

    /** The media types there are, the usual one first. */
    static final List<String> MEDIA_TYPES = List.of(StreamFormat.NDJSON_TYPE, StreamFormat.SSE_TYPE);

    private static final int USUAL_BYTES = 256;

    private final boolean isEvents;
    private final boolean withValues;

    EntryFormat(String mediaType, boolean withValues) {
        this.isEvents = mediaType.equals(StreamFormat.SSE_TYPE);
        this.withValues = withValues;
    }

    Buffer write(List<KeyEntry> entries) {
        return JsonBuffer.of(USUAL_BYTES * entries.size(), json -> {
            for (KeyEntry entry : entries) {
                if (isEvents) {
                    json.writeRaw("id: " + entry.revision() + "\ndata: ");
                }
                entry.writeTo(json, withValues);
                json.writeRaw(isEvents ? "\n\n" : "\n");
            }
        });
    }

    /** Tells that all that was there has come, and what follows is new. */
    Buffer current() {
        return Buffer.buffer(isEvents ? "event: current\ndata: {}\n\n" : "{\"event\":\"current\"}\n");
    }
}
