package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.account.AccountTraffic;
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
import java.util.Comparator;
import java.util.List;

/** {@code /accountz} and {@code /accstatz}: the accounts, what they exchange and what their clients do. */
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
        String name = new Query(uri).text("acc");
        if (name.isEmpty()) {
            return Uni.createFrom().item(JsonText.indented(this::writeNames));
        }
        Account account = directory().find(name);
        if (account == null) {
            throw Query.bad("Account " + name + " does not exist");
        }
        return Fanout.of(broker.connections().loops(), List.of(account))
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(fanout -> JsonText.indented(json -> writeDetail(json, account, fanout)));
    }

    /** Accounts without clients only where they are asked for. */
    @GET
    @Path("accstatz")
    public Response accstatz(@Context UriInfo uri) {
        boolean unused = new Query(uri).flag("unused");
        return JsonText.indented(json -> {
            writeHead(json);
            json.writeArrayFieldStart("account_statz");
            for (Account account : sorted()) {
                if (unused || account.connections() > 0) {
                    writeStatistics(json, account);
                }
            }
            json.writeEndArray();
        });
    }

    private AccountDirectory directory() {
        return broker.connections().accounts();
    }

    private List<Account> sorted() {
        return directory().all().stream()
                .sorted(Comparator.comparing(Account::name))
                .toList();
    }

    private void writeHead(JsonGenerator json) throws IOException {
        json.writeStringField("server_id", broker.connections().serverInfo().serverId());
        JsonText.time(json, "now", Instant.now());
    }

    private void writeNames(JsonGenerator json) throws IOException {
        writeHead(json);
        json.writeStringField("system_account", directory().system().name());
        json.writeArrayFieldStart("accounts");
        for (Account account : sorted()) {
            json.writeString(account.name());
        }
        json.writeEndArray();
    }

    private void writeDetail(JsonGenerator json, Account account, Fanout fanout) throws IOException {
        writeHead(json);
        json.writeStringField("system_account", directory().system().name());
        JsonText.object(json, "account_detail", detail -> {
            detail.writeStringField("account_name", account.name());
            JsonText.time(detail, "update_time", broker.start());
            if (directory().isSystem(account)) {
                detail.writeBooleanField("is_system", true);
            }
            detail.writeBooleanField("expired", false);
            detail.writeBooleanField("complete", true);
            detail.writeBooleanField("jetstream_enabled", false);
            detail.writeNumberField("leafnode_connections", 0);
            detail.writeNumberField("client_connections", account.connections());
            detail.writeNumberField(
                    "subscriptions", account.router().statistics().subscriptions());
            AccountJson.writeDefinition(detail, account.definition());
            detail.writeStringField("name_tag", account.name());
            JsonText.object(
                    detail,
                    "sublist_stats",
                    fields -> SubscriptionJson.writeStatistics(
                            fields, account.router().statistics(), fanout));
        });
    }

    private void writeStatistics(JsonGenerator json, Account account) throws IOException {
        AccountTraffic traffic = broker.connections().trafficOf(account);
        json.writeStartObject();
        json.writeStringField("acc", account.name());
        json.writeStringField("name", account.name());
        json.writeNumberField("conns", account.connections());
        json.writeNumberField("leafnodes", 0);
        json.writeNumberField("total_conns", account.connections());
        json.writeNumberField("num_subscriptions", account.router().statistics().subscriptions());
        writeFlow(json, "sent", traffic.outMessages(), traffic.outBytes());
        writeFlow(json, "received", traffic.inMessages(), traffic.inBytes());
        json.writeNumberField("slow_consumers", traffic.slowConsumers());
        json.writeEndObject();
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
