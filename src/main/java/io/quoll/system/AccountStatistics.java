package io.quoll.system;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.Account;
import io.quoll.account.AccountTraffic;
import io.quoll.connection.ConnectionRegistry;
import java.io.IOException;

/** How many connections an account has and what they do: told when the number changes and now and then, and when asked. */
final class AccountStatistics {

    private static final String TYPE = "io.nats.server.advisory.v1.account_connections";

    private final SystemExchange exchange;
    private final ServerFacts server;
    private final ConnectionRegistry connections;
    private final EventIds ids = new EventIds();

    AccountStatistics(SystemExchange exchange, ServerFacts server, ConnectionRegistry connections) {
        this.exchange = exchange;
        this.server = server;
        this.connections = connections;
    }

    /** Tells of an account, if anybody listens. The account of everyone who is in no other is nobody's to bill. */
    void announce(Account account) {
        String subject = "$SYS.ACCOUNT." + account.name() + ".SERVER.CONNS";
        String oldSubject = "$SYS.SERVER.ACCOUNT." + account.name() + ".CONNS";
        if (account == connections.accounts().global()) {
            return;
        }
        for (String told : new String[] {subject, oldSubject}) {
            if (exchange.isHeard(told)) {
                exchange.publish(told, event(account));
            }
        }
    }

    /** Tells of every account that has connections. To be called now and then. */
    void announceAll() {
        for (Account account : connections.accounts().all()) {
            if (account.connections() > 0) {
                announce(account);
            }
        }
    }

    byte[] event(Account account) {
        return Json.object(json -> {
            json.writeStringField("type", TYPE);
            json.writeStringField("id", ids.next());
            json.writeStringField("timestamp", server.clock().instant().toString());
            server.write(json);
            writeFields(json, account);
        });
    }

    void writeFields(JsonGenerator json, Account account) throws IOException {
        AccountTraffic traffic = connections.trafficOf(account);
        json.writeStringField("acc", account.name());
        json.writeStringField("name", account.name());
        json.writeNumberField("conns", account.connections());
        json.writeNumberField("leafnodes", 0);
        json.writeNumberField("total_conns", account.connections());
        json.writeNumberField("num_subscriptions", account.router().statistics().subscriptions());
        Json.counts(json, "sent", traffic.outMessages(), traffic.outBytes());
        Json.counts(json, "received", traffic.inMessages(), traffic.inBytes());
        json.writeNumberField("slow_consumers", traffic.slowConsumers());
    }
}
