package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.Account;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.time.Instant;

/** {@code /accountz} and {@code /accstatz}: the accounts, of which there is one. */
@Path("/")
public final class Accounts {

    private final BrokerView broker;

    @Inject
    Accounts(BrokerView broker) {
        this.broker = broker;
    }

    @GET
    @Path("accountz")
    @Blocking
    public Uni<Response> accountz(@Context UriInfo uri) {
        String account = new Query(uri).text("acc");
        if (account.isEmpty()) {
            return Uni.createFrom().item(JsonText.indented(this::writeNames));
        }
        if (!account.equals(Account.GLOBAL)) {
            throw Query.bad("Account " + account + " does not exist");
        }
        return Fanout.of(broker.connections().loops(), broker.router())
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(fanout -> JsonText.indented(json -> writeDetail(json, fanout)));
    }

    @GET
    @Path("accstatz")
    public Response accstatz(@Context UriInfo uri) {
        new Query(uri).flag("unused");
        return JsonText.indented(this::writeStatistics);
    }

    private void writeHead(JsonGenerator json) throws IOException {
        json.writeStringField("server_id", broker.connections().serverInfo().serverId());
        JsonText.time(json, "now", Instant.now());
    }

    private void writeNames(JsonGenerator json) throws IOException {
        writeHead(json);
        json.writeArrayFieldStart("accounts");
        json.writeString(Account.GLOBAL);
        json.writeEndArray();
    }

    private void writeDetail(JsonGenerator json, Fanout fanout) throws IOException {
        writeHead(json);
        JsonText.object(json, "account_detail", detail -> {
            detail.writeStringField("account_name", Account.GLOBAL);
            JsonText.time(detail, "update_time", broker.start());
            detail.writeBooleanField("expired", false);
            detail.writeBooleanField("complete", true);
            detail.writeBooleanField("jetstream_enabled", false);
            detail.writeNumberField("leafnode_connections", 0);
            detail.writeNumberField("client_connections", broker.connections().openCount());
            detail.writeNumberField(
                    "subscriptions", broker.router().statistics().subscriptions());
            detail.writeStringField("name_tag", Account.GLOBAL);
            JsonText.object(
                    detail,
                    "sublist_stats",
                    fields -> SubscriptionJson.writeStatistics(
                            fields, broker.router().statistics(), fanout));
        });
    }

    private void writeStatistics(JsonGenerator json) throws IOException {
        Traffic traffic = Traffic.of(broker.connections());
        writeHead(json);
        json.writeArrayFieldStart("account_statz");
        json.writeStartObject();
        json.writeStringField("acc", Account.GLOBAL);
        json.writeStringField("name", Account.GLOBAL);
        json.writeNumberField("conns", broker.connections().openCount());
        json.writeNumberField("leafnodes", 0);
        json.writeNumberField("total_conns", broker.connections().openCount());
        json.writeNumberField("num_subscriptions", broker.router().statistics().subscriptions());
        writeFlow(json, "sent", traffic.outMessages(), traffic.outBytes());
        writeFlow(json, "received", traffic.inMessages(), traffic.inBytes());
        json.writeNumberField("slow_consumers", traffic.slowConsumers());
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void writeFlow(JsonGenerator json, String direction, long messages, long bytes) throws IOException {
        JsonText.object(json, direction, flow -> {
            writeCounts(flow, messages, bytes);
            for (String neighbour : new String[] {"gateways", "routes", "leafs"}) {
                JsonText.object(flow, neighbour, none -> writeCounts(none, 0, 0));
            }
        });
    }

    private static void writeCounts(JsonGenerator json, long messages, long bytes) throws IOException {
        json.writeNumberField("msgs", messages);
        json.writeNumberField("bytes", bytes);
    }
}
