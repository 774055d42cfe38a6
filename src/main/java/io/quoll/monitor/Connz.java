package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.Account;
import io.quoll.account.TokenProof;
import io.quoll.connection.ClientConnection;
import io.quoll.connection.ClientSubscription;
import io.quoll.connection.CloseReason;
import io.quoll.connection.ConnectionSnapshot;
import io.quoll.connection.Encryption;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /connz}: the connections, open or lately ended, sorted and by the page. */
@Path("/connz")
public final class Connz {

    private final BrokerView broker;

    @Inject
    Connz(BrokerView broker) {
        this.broker = broker;
    }

    /** What was found, before subscriptions are asked for. */
    private record Found(ConnzQuery query, Instant now, int total, List<ShownConnection> page) {}

    @GET
    @Blocking
    public Uni<Response> connz(@Context UriInfo uri) {
        return connz(new Query(uri));
    }

    Uni<Response> connz(Query query) {
        Found found = find(ConnzQuery.of(query));
        if (found.query().subscriptions() == ConnzQuery.Subscriptions.NONE) {
            return Uni.createFrom().item(answer(found, Map.of()));
        }
        List<ClientConnection> open = found.page().stream()
                .map(ShownConnection::open)
                .filter(Objects::nonNull)
                .toList();
        return SubscriptionReader.read(open)
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(subscriptions -> answer(found, subscriptions));
    }

    private Found find(ConnzQuery query) {
        Instant now = Instant.now();
        Collection<ShownConnection> all = ofAccount(query, now);
        List<ShownConnection> wanted = new ArrayList<>();
        for (ShownConnection shown : all) {
            if (query.matches(shown)) {
                wanted.add(shown);
            }
        }
        wanted.sort(query.order().comparator());
        return new Found(query, now, all.size(), query.page().of(wanted));
    }

    /** One that ends meanwhile is met twice and shown as ended. */
    private Collection<ShownConnection> ofAccount(ConnzQuery query, Instant now) {
        Map<Long, ShownConnection> all = new LinkedHashMap<>();
        if (query.includesOpen()) {
            for (ClientConnection connection : broker.connections().connections()) {
                all.put(connection.clientId(), ShownConnection.of(connection, now));
            }
        }
        if (query.includesClosed()) {
            for (ConnectionSnapshot snapshot : broker.connections().closed()) {
                all.put(snapshot.clientId(), ShownConnection.ended(snapshot));
            }
        }
        all.values().removeIf(shown -> !query.isOfAccount(shown));
        return all.values();
    }

    private Response answer(Found found, Map<Long, List<ClientSubscription>> subscriptions) {
        return JsonText.indented(json -> {
            json.writeStringField("server_id", broker.connections().serverInfo().serverId());
            JsonText.time(json, "now", found.now());
            json.writeNumberField("num_connections", found.page().size());
            json.writeNumberField("total", found.total());
            json.writeNumberField("offset", found.query().page().offset());
            json.writeNumberField("limit", found.query().page().limit());
            json.writeArrayFieldStart("connections");
            for (ShownConnection shown : found.page()) {
                json.writeStartObject();
                writeConnection(json, shown);
                writeSubscriptions(
                        json, found.query(), subscriptions.get(shown.snapshot().clientId()));
                if (found.query().auth()) {
                    writeAuth(json, shown.snapshot());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void writeConnection(JsonGenerator json, ShownConnection shown) throws IOException {
        ConnectionSnapshot connection = shown.snapshot();
        json.writeNumberField("cid", connection.clientId());
        json.writeStringField("kind", "Client");
        json.writeStringField("type", connection.kind().text());
        json.writeStringField("ip", connection.ip());
        json.writeNumberField("port", connection.port());
        JsonText.time(json, "start", connection.start());
        JsonText.time(json, "last_activity", connection.lastActivity());
        Instant stop = connection.stop();
        if (stop != null) {
            JsonText.time(json, "stop", stop);
        }
        CloseReason reason = connection.reason();
        if (reason != null) {
            json.writeStringField("reason", reason.text());
        }
        json.writeStringField("rtt", DurationText.roundTrip(connection.rttNanos()));
        json.writeStringField("uptime", DurationText.whole(shown.uptime()));
        json.writeStringField("idle", DurationText.whole(shown.idle()));
        json.writeNumberField("pending_bytes", connection.pendingBytes());
        json.writeNumberField("in_msgs", connection.inMessages());
        json.writeNumberField("out_msgs", connection.outMessages());
        json.writeNumberField("in_bytes", connection.inBytes());
        json.writeNumberField("out_bytes", connection.outBytes());
        if (connection.stalls() > 0) {
            json.writeNumberField("stalls", connection.stalls());
        }
        json.writeNumberField("subscriptions", connection.subscriptions());
        writeIfKnown(json, "name", connection.name());
        writeIfKnown(json, "lang", connection.language());
        writeIfKnown(json, "version", connection.version());
        Encryption encryption = connection.encryption();
        if (encryption != null) {
            EncryptionJson.write(json, encryption);
        }
    }

    private static void writeSubscriptions(
            JsonGenerator json, ConnzQuery query, @Nullable List<ClientSubscription> subscriptions) throws IOException {
        if (subscriptions == null || subscriptions.isEmpty()) {
            return;
        }
        if (query.subscriptions() == ConnzQuery.Subscriptions.DETAIL) {
            json.writeArrayFieldStart("subscriptions_list_detail");
            for (ClientSubscription subscription : subscriptions) {
                SubscriptionJson.write(json, subscription, null);
            }
        } else {
            json.writeArrayFieldStart("subscriptions_list");
            for (ClientSubscription subscription : subscriptions) {
                json.writeString(subscription.patternText());
            }
        }
        json.writeEndArray();
    }

    private static void writeAuth(JsonGenerator json, ConnectionSnapshot connection) throws IOException {
        Encryption encryption = connection.encryption();
        if (encryption != null) {
            EncryptionJson.writePeer(json, encryption);
        }
        writeIfKnown(json, "authorized_user", connection.user());
        TokenProof proof = connection.proof();
        if (proof != null) {
            writeIfKnown(json, "jwt", proof.shownToken().isEmpty() ? null : proof.shownToken());
            writeIfKnown(json, "issuer_key", proof.signingKey().orElse(connection.account()));
            writeIfKnown(json, "name_tag", proof.nameTag().isEmpty() ? null : proof.nameTag());
            if (!proof.tags().isEmpty()) {
                json.writeFieldName("tags");
                json.writeArray(
                        proof.tags().toArray(String[]::new), 0, proof.tags().size());
            }
        }
        if (!connection.account().equals(Account.GLOBAL)) {
            json.writeStringField("account", connection.account());
        }
        json.writeStringField("name_tag", connection.account());
    }

    private static void writeIfKnown(JsonGenerator json, String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }
}
