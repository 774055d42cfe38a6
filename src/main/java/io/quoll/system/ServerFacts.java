package io.quoll.system;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who speaks, as every event and every answer of the system account says it, each with the next number. Any thread.
 *
 * @param clock the time that is told
 */
public record ServerFacts(
        String id,
        String name,
        String host,
        String version,
        List<String> tags,
        Map<String, String> metadata,
        boolean jetStream,
        InstantSource clock,
        AtomicLong sequence) {

    private static final int JETSTREAM_FLAG = 1;

    void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("server");
        json.writeStringField("name", name);
        json.writeStringField("host", host);
        json.writeStringField("id", id);
        json.writeStringField("ver", version);
        if (!tags.isEmpty()) {
            json.writeFieldName("tags");
            json.writeArray(tags.toArray(String[]::new), 0, tags.size());
        }
        if (!metadata.isEmpty()) {
            json.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> pair : new TreeMap<>(metadata).entrySet()) {
                json.writeStringField(pair.getKey(), pair.getValue());
            }
            json.writeEndObject();
        }
        json.writeBooleanField("jetstream", jetStream);
        json.writeNumberField("flags", jetStream ? JETSTREAM_FLAG : 0);
        json.writeNumberField("seq", sequence.incrementAndGet());
        json.writeStringField("time", clock.instant().toString());
        json.writeEndObject();
    }

    /** Whether a request that names servers means this one. */
    boolean match(RequestOptions options) {
        return matches(options.text("server_name"), name, options.flag("exact_match"))
                && matches(options.text("host"), host, options.flag("exact_match"))
                && matches(options.text("cluster"), "", options.flag("exact_match"))
                && matches(options.text("domain"), "", true)
                && tags.containsAll(options.texts("tags"));
    }

    private static boolean matches(String asked, String own, boolean exactly) {
        return asked.isEmpty() || (exactly ? own.equals(asked) : own.contains(asked));
    }
}
