package io.quoll.system;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.Account;
import io.quoll.connection.ConnectionLoop;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.connection.LoopCounters;
import java.io.IOException;
import java.time.Instant;

/** What the whole server does, in short: told every ten seconds to who listens, and when asked. */
final class ServerStatistics {

    private final SystemExchange exchange;
    private final ServerFacts server;
    private final ConnectionRegistry connections;
    private final Instant start;

    ServerStatistics(SystemExchange exchange, ServerFacts server, ConnectionRegistry connections, Instant start) {
        this.exchange = exchange;
        this.server = server;
        this.connections = connections;
        this.start = start;
    }

    String subject() {
        return "$SYS.SERVER." + server.id() + ".STATSZ";
    }

    void announce() {
        if (exchange.isHeard(subject())) {
            exchange.publish(subject(), message());
        }
    }

    byte[] message() {
        return Json.object(json -> {
            server.write(json);
            json.writeObjectFieldStart("statsz");
            writeFields(json);
            json.writeEndObject();
        });
    }

    private void writeFields(JsonGenerator json) throws IOException {
        long inMessages = 0;
        long inBytes = 0;
        long outMessages = 0;
        long outBytes = 0;
        long slow = 0;
        long stale = 0;
        long stalls = 0;
        for (ConnectionLoop loop : connections.loops()) {
            LoopCounters counters = loop.counters();
            inMessages += counters.inMessages();
            inBytes += counters.inBytes();
            outMessages += counters.outMessages();
            outBytes += counters.outBytes();
            slow += counters.slowConsumers();
            stale += counters.staleConnections();
            stalls += counters.stalls();
        }
        Runtime runtime = Runtime.getRuntime();
        json.writeStringField("start", start.toString());
        json.writeNumberField("mem", runtime.totalMemory() - runtime.freeMemory());
        json.writeNumberField("cores", runtime.availableProcessors());
        json.writeNumberField("cpu", 0);
        json.writeNumberField("connections", connections.openCount());
        json.writeNumberField("total_connections", connections.totalCount());
        json.writeNumberField("active_accounts", activeAccounts());
        json.writeNumberField(
                "subscriptions", connections.accounts().statistics().subscriptions());
        Json.counts(json, "sent", outMessages, outBytes);
        Json.counts(json, "sent_to_clients", outMessages, outBytes);
        Json.counts(json, "received", inMessages, inBytes);
        Json.counts(json, "received_from_clients", inMessages, inBytes);
        json.writeNumberField("slow_consumers", slow);
        if (stale > 0) {
            json.writeNumberField("stale_connections", stale);
        }
        if (stalls > 0) {
            json.writeNumberField("stalled_clients", stalls);
        }
        json.writeNumberField("active_servers", 1);
    }

    private long activeAccounts() {
        return connections.accounts().all().stream()
                .filter(account -> account.connections() > 0)
                .map(Account::name)
                .count();
    }
}
