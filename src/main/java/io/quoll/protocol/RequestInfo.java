package io.quoll.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What a service in another account is told of a requester: the account always, the rest only where the importer shares it.
 *
 * @param service the account whose service asks on the requester's behalf; {@code null} if it asks itself
 * @param rttNanos 0 where it is not known
 */
public record RequestInfo(
        String account,
        @Nullable String service,
        long rttNanos,
        @Nullable Detail detail) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Who exactly it is. */
    public record Detail(
            String start,
            String host,
            long clientId,
            @Nullable String user,
            @Nullable String name,
            @Nullable String language,
            @Nullable String version,
            String server) {}

    /** As one line of JSON, in the order in which nats-server writes it. */
    public String json() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            if (detail != null) {
                json.writeStringField("start", detail.start());
                json.writeStringField("host", detail.host());
                json.writeNumberField("id", detail.clientId());
            }
            json.writeStringField("acc", account);
            text(json, "svc", service);
            if (detail != null) {
                text(json, "user", detail.user());
                text(json, "name", detail.name());
                text(json, "lang", detail.language());
                text(json, "ver", detail.version());
            }
            if (rttNanos > 0) {
                json.writeNumberField("rtt", rttNanos);
            }
            if (detail != null) {
                json.writeStringField("server", detail.server());
                json.writeStringField("kind", "Client");
                json.writeStringField("client_type", "nats");
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON could not be written to memory", e);
        }
        return out.toString();
    }

    private static void text(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }
}
