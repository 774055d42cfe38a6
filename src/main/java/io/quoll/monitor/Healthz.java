package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.jetstream.api.AccountStreams;
import io.quoll.jetstream.api.JetStream;
import io.quoll.jetstream.stream.Stream;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /healthz}: whether clients can be served, whether streams can be read and written, and whether a stream is there. What
 * is asked about JetStream in general is fine while there is none, as with a nats-server that was started without.
 */
@Path("/healthz")
public final class Healthz {

    private final BrokerView broker;

    @Inject
    Healthz(BrokerView broker) {
        this.broker = broker;
    }

    @GET
    public Response healthz(@Context UriInfo uri) {
        return healthz(new Query(uri));
    }

    Response healthz(Query query) {
        boolean enabled = query.flag("js-enabled");
        boolean enabledOnly = query.flag("js-enabled-only");
        boolean serverOnly = query.flag("js-server-only");
        boolean metaOnly = query.flag("js-meta-only");
        boolean details = query.flag("details");
        if (!broker.isListening()) {
            return error(Response.Status.INTERNAL_SERVER_ERROR, "CONNECTION", "not listening for clients", details);
        }
        if (!query.text("stream").isEmpty() && query.text("account").isEmpty()) {
            return missing("account", "a stream", details);
        }
        if (!query.text("consumer").isEmpty() && query.text("stream").isEmpty()) {
            return missing("stream", "a consumer", details);
        }
        if (!query.text("account").isEmpty() && broker.jetStream().isPresent()) {
            AccountStreams account = broker.jetStream().get().account(query.text("account"));
            if (account == null) {
                return unavailable("ACCOUNT", "JetStream account '" + query.text("account") + "' not found", details);
            }
            if (!query.text("stream").isEmpty() && account.stream(query.text("stream")) == null) {
                return unavailable("STREAM", "JetStream stream '" + query.text("stream") + "' not found", details);
            }
        }
        if (!enabled && !enabledOnly && !serverOnly && !metaOnly) {
            String trouble = broker.jetStream().map(Healthz::trouble).orElse(null);
            if (trouble != null) {
                return error(Response.Status.SERVICE_UNAVAILABLE, "unavailable", "STREAM", trouble, details);
            }
        }
        return JsonText.compact(Response.Status.OK, json -> json.writeStringField("status", "ok"));
    }

    private static Response unavailable(String type, String text, boolean details) {
        return error(Response.Status.NOT_FOUND, type, text, details);
    }

    /** Why publications would have to wait, or {@code null}. */
    private static @Nullable String trouble(JetStream streams) {
        Optional<Stream> recovering = streams.recovering();
        if (recovering.isPresent()) {
            Stream stream = recovering.get();
            return "JetStream stream '" + stream.host().account() + " > " + stream.name() + "' is recovering";
        }
        return streams.trouble();
    }

    private static Response missing(String parameter, String subject, boolean details) {
        return error(
                Response.Status.BAD_REQUEST,
                "BAD_REQUEST",
                "\"" + parameter + "\" must be given with " + subject,
                details);
    }

    private static Response error(Response.Status status, String type, String text, boolean details) {
        return error(status, "error", type, text, details);
    }

    private static Response error(Response.Status status, String health, String type, String text, boolean details) {
        return JsonText.compact(status, json -> {
            json.writeStringField("status", health);
            if (details) {
                writeErrors(json, type, text);
            } else {
                json.writeStringField("error", text);
            }
        });
    }

    private static void writeErrors(JsonGenerator json, String type, String text) throws IOException {
        json.writeArrayFieldStart("errors");
        json.writeStartObject();
        json.writeStringField("type", type);
        json.writeStringField("error", text);
        json.writeEndObject();
        json.writeEndArray();
    }
}
