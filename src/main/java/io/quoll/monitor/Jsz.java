package io.quoll.monitor;

import io.quoll.jetstream.api.AccountStreams;
import io.quoll.jetstream.api.JetStream;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /jsz}: what the server keeps in streams, or what a nats-server without JetStream says of it. */
@Path("/jsz")
public final class Jsz {

    private static final List<String> FLAGS = List.of(
            "accounts",
            "streams",
            "consumers",
            "direct-consumers",
            "config",
            "leader-only",
            "raft",
            "stream-leader-only");

    private final BrokerView broker;

    @Inject
    Jsz(BrokerView broker) {
        this.broker = broker;
    }

    @GET
    public Response jsz(@Context UriInfo uri) {
        return jsz(new Query(uri));
    }

    Response jsz(Query query) {
        FLAGS.forEach(query::flag);
        Page page = Page.of(query);
        Optional<JetStream> streams = broker.jetStream();
        if (streams.isPresent()) {
            return jsz(query, page, streams.get());
        }
        return JsonText.indented(json -> {
            json.writeNumberField("memory", 0);
            json.writeNumberField("storage", 0);
            json.writeNumberField("reserved_memory", 0);
            json.writeNumberField("reserved_storage", 0);
            json.writeNumberField("accounts", 0);
            json.writeNumberField("ha_assets", 0);
            JsonText.object(json, "api", api -> {
                api.writeNumberField("level", 0);
                api.writeNumberField("total", 0);
                api.writeNumberField("errors", 0);
            });
            json.writeStringField("server_id", broker.connections().serverInfo().serverId());
            JsonText.time(json, "now", Instant.now());
            json.writeBooleanField("disabled", true);
            JsonText.object(json, "config", config -> {
                config.writeNumberField("max_memory", 0);
                config.writeNumberField("max_storage", 0);
            });
            json.writeNumberField("streams", 0);
            json.writeNumberField("consumers", 0);
            json.writeNumberField("messages", 0);
            json.writeNumberField("bytes", 0);
            json.writeNumberField("total", 0);
        });
    }

    private Response jsz(Query query, Page page, JetStream streams) {
        boolean withConsumers = query.flag("consumers");
        boolean withStreams = query.flag("streams") || withConsumers;
        boolean withAccounts = query.flag("accounts") || withStreams;
        String wanted = query.text("acc");
        List<AccountStreams> all = streams.accounts().stream()
                .filter(account -> wanted.isEmpty() || account.account().equals(wanted))
                .toList();
        List<AccountStreams> shown = page.of(all);
        JetStreamJson json = new JetStreamJson(streams);
        return JsonText.indented(out -> {
            json.writeStats(out);
            out.writeStringField("server_id", broker.connections().serverInfo().serverId());
            JsonText.time(out, "now", Instant.now());
            out.writeObjectFieldStart("config");
            json.writeConfig(out);
            out.writeEndObject();
            json.writeLimits(out);
            json.writeTotals(out);
            if (withAccounts || !wanted.isEmpty()) {
                json.writeAccounts(out, shown, withStreams, withConsumers, query.flag("config"));
            }
            out.writeNumberField("total", streams.accounts().size());
        });
    }
}
