package io.quoll.system;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.Account;
import io.quoll.account.TokenProof;
import io.quoll.connection.ConnectionListener;
import io.quoll.connection.ConnectionSnapshot;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells the system account of clients that come, go and are refused. Called on the clients' loops; costs no more than a look
 * into the router while nobody listens.
 */
final class ConnectionEvents implements ConnectionListener {

    private static final String CONNECT = "io.nats.server.advisory.v1.client_connect";
    private static final String DISCONNECT = "io.nats.server.advisory.v1.client_disconnect";

    private final SystemExchange exchange;
    private final ServerFacts server;
    private final AccountStatistics statistics;
    private final EventIds ids = new EventIds();

    ConnectionEvents(SystemExchange exchange, ServerFacts server, AccountStatistics statistics) {
        this.exchange = exchange;
        this.server = server;
        this.statistics = statistics;
    }

    @Override
    public void onOpened(ConnectionSnapshot client, Account account) {
        publish("$SYS.ACCOUNT." + account.name() + ".CONNECT", CONNECT, client, null);
        statistics.announce(account);
    }

    @Override
    public void onClosed(ConnectionSnapshot client, Account account) {
        publish("$SYS.ACCOUNT." + account.name() + ".DISCONNECT", DISCONNECT, client, reasonOf(client));
        statistics.announce(account);
    }

    @Override
    public void onRefused(ConnectionSnapshot client) {
        publish("$SYS.SERVER." + server.id() + ".CLIENT.AUTH.ERR", DISCONNECT, client, reasonOf(client));
    }

    private static String reasonOf(ConnectionSnapshot client) {
        return client.reason() == null ? "" : client.reason().text();
    }

    private void publish(String subject, String type, ConnectionSnapshot client, @Nullable String reason) {
        if (!exchange.isHeard(subject)) {
            return;
        }
        Instant now = server.clock().instant();
        exchange.publish(subject, Json.object(json -> {
            json.writeStringField("type", type);
            json.writeStringField("id", ids.next());
            json.writeStringField("timestamp", now.toString());
            server.write(json);
            writeClient(json, client);
            if (reason != null) {
                Json.counts(json, "sent", client.inMessages(), client.inBytes());
                Json.counts(json, "received", client.outMessages(), client.outBytes());
                json.writeStringField("reason", reason);
            }
        }));
    }

    private static void writeClient(JsonGenerator json, ConnectionSnapshot client) throws IOException {
        json.writeObjectFieldStart("client");
        json.writeStringField("start", client.start().toString());
        json.writeStringField("host", client.ip());
        json.writeNumberField("id", client.clientId());
        json.writeStringField("acc", client.account());
        Json.textIfGiven(json, "user", client.user());
        Json.textIfGiven(json, "name", client.name());
        Json.textIfGiven(json, "lang", client.language());
        Json.textIfGiven(json, "ver", client.version());
        if (client.rttNanos() > 0) {
            json.writeNumberField("rtt", client.rttNanos());
        }
        Instant stop = client.stop();
        if (stop != null) {
            json.writeStringField("stop", stop.toString());
        }
        TokenProof proof = client.proof();
        if (proof != null) {
            Json.textIfGiven(json, "jwt", proof.shownToken());
            Json.textIfGiven(json, "issuer_key", proof.signingKey().orElse(client.account()));
            Json.textIfGiven(json, "name_tag", proof.nameTag());
            if (!proof.tags().isEmpty()) {
                json.writeFieldName("tags");
                json.writeArray(
                        proof.tags().toArray(String[]::new), 0, proof.tags().size());
            }
        }
        json.writeStringField("kind", "Client");
        json.writeStringField("client_type", client.type().shown());
        json.writeEndObject();
    }
}
