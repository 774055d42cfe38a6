package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.connection.ConnectionSettings;
import io.quoll.protocol.ServerInfo;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code /varz}: who the server is, what it was told, what it takes and what it has done. */
@Path("/varz")
public final class Varz {

    private static final double NANOS_A_SECOND = 1e9;

    private final BrokerView broker;
    private final RequestCounts requests;
    private final ProcessUsage process;

    @Inject
    Varz(BrokerView broker, RequestCounts requests, ProcessUsage process) {
        this.broker = broker;
        this.requests = requests;
        this.process = process;
    }

    @GET
    public Response varz() {
        Instant now = Instant.now();
        return JsonText.indented(json -> {
            writeIdentity(json);
            writeSettings(json);
            writeProcess(json, now);
            writeTraffic(json);
            writeRequests(json);
            writeDescription(json);
            writeTroubles(json);
        });
    }

    private void writeIdentity(JsonGenerator json) throws IOException {
        ServerInfo info = broker.connections().serverInfo();
        json.writeStringField("server_id", info.serverId());
        json.writeStringField("server_name", info.serverName());
        json.writeStringField("version", info.version());
        json.writeNumberField("proto", 1);
        json.writeStringField("go", info.runtime());
        json.writeStringField("host", info.host());
        json.writeNumberField("port", info.port());
        writeIfSo(json, "auth_required", info.authRequired());
        writeIfSo(json, "tls_required", info.security().tlsRequired());
        writeIfSo(json, "tls_verify", info.security().tlsVerify());
        if (!info.connectUrls().isEmpty()) {
            json.writeFieldName("connect_urls");
            json.writeArray(
                    info.connectUrls().toArray(String[]::new),
                    0,
                    info.connectUrls().size());
        }
    }

    private void writeSettings(JsonGenerator json) throws IOException {
        ConnectionSettings settings = broker.connections().settings();
        json.writeNumberField("max_connections", unlimited(settings.maxConnections()) ? -1 : settings.maxConnections());
        if (!unlimited(settings.maxSubscriptions())) {
            json.writeNumberField("max_subscriptions", settings.maxSubscriptions());
        }
        json.writeNumberField("ping_interval", settings.pingIntervalNanos());
        json.writeNumberField("ping_max", settings.maxPingsOutstanding());
        json.writeStringField("http_host", broker.httpHost());
        json.writeNumberField("http_port", broker.httpPort());
        json.writeStringField("http_base_path", broker.httpBasePath());
        json.writeNumberField("https_port", 0);
        json.writeNumberField("auth_timeout", settings.authTimeoutNanos() / NANOS_A_SECOND);
        json.writeNumberField("max_control_line", settings.maxControlLineBytes());
        json.writeNumberField("max_payload", settings.maxPayloadBytes());
        json.writeNumberField("max_pending", settings.maxPendingBytes());
        for (String absent : new String[] {"cluster", "gateway", "leaf", "mqtt"}) {
            JsonText.emptyObject(json, absent);
        }
        ListenerView listeners = broker.listeners();
        writeWebSocket(json, listeners.webSocket());
        writeStreams(json);
        json.writeNumberField("tls_timeout", seconds(listeners.tlsTimeout()));
        json.writeNumberField("write_deadline", settings.writeDeadlineNanos());
    }

    private void writeStreams(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("jetstream");
        if (broker.jetStream().isPresent()) {
            JetStreamJson streams = new JetStreamJson(broker.jetStream().get());
            json.writeObjectFieldStart("config");
            streams.writeConfig(json);
            json.writeEndObject();
            json.writeObjectFieldStart("stats");
            streams.writeStats(json);
            json.writeEndObject();
            streams.writeLimits(json);
        }
        json.writeEndObject();
    }

    private static void writeWebSocket(JsonGenerator json, ListenerView.@Nullable WebSocketView webSocket)
            throws IOException {
        if (webSocket == null) {
            JsonText.emptyObject(json, "websocket");
            return;
        }
        JsonText.object(json, "websocket", fields -> {
            fields.writeStringField("host", webSocket.host());
            fields.writeNumberField("port", webSocket.port());
            if (webSocket.advertise() != null) {
                fields.writeStringField("advertise", webSocket.advertise());
            }
            if (webSocket.tlsTimeout() != null) {
                fields.writeNumberField("tls_timeout", seconds(webSocket.tlsTimeout()));
            }
            writeIfSo(fields, "no_tls", webSocket.plain());
            writeIfSo(fields, "same_origin", webSocket.sameOrigin());
            if (!webSocket.allowedOrigins().isEmpty()) {
                String[] origins = webSocket.allowedOrigins().toArray(String[]::new);
                fields.writeFieldName("allowed_origins");
                fields.writeArray(origins, 0, origins.length);
            }
            writeIfSo(fields, "compression", webSocket.compression());
        });
    }

    private static double seconds(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toNanos() / NANOS_A_SECOND;
    }

    private static void writeIfSo(JsonGenerator json, String name, boolean value) throws IOException {
        if (value) {
            json.writeBooleanField(name, true);
        }
    }

    private static boolean unlimited(int limit) {
        return limit <= 0 || limit == Integer.MAX_VALUE;
    }

    private void writeProcess(JsonGenerator json, Instant now) throws IOException {
        JsonText.time(json, "start", broker.start());
        JsonText.time(json, "now", now);
        json.writeStringField("uptime", DurationText.whole(Duration.between(broker.start(), now)));
        json.writeNumberField("mem", ProcessUsage.memoryBytes());
        json.writeNumberField("cores", Runtime.getRuntime().availableProcessors());
        json.writeNumberField("gomaxprocs", Runtime.getRuntime().availableProcessors());
        json.writeNumberField("cpu", process.cpuPercent());
    }

    private void writeTraffic(JsonGenerator json) throws IOException {
        ConnectionRegistry connections = broker.connections();
        Traffic traffic = Traffic.of(connections);
        json.writeNumberField("connections", connections.openCount());
        json.writeNumberField("total_connections", connections.totalCount());
        json.writeNumberField("routes", 0);
        json.writeNumberField("remotes", 0);
        json.writeNumberField("leafnodes", 0);
        json.writeNumberField("in_msgs", traffic.inMessages());
        json.writeNumberField("in_bytes", traffic.inBytes());
        json.writeNumberField("in_client_msgs", traffic.inMessages());
        json.writeNumberField("in_client_bytes", traffic.inBytes());
        json.writeNumberField("out_msgs", traffic.outMessages());
        json.writeNumberField("out_bytes", traffic.outBytes());
        json.writeNumberField("out_client_msgs", traffic.outMessages());
        json.writeNumberField("out_client_bytes", traffic.outBytes());
        json.writeNumberField("slow_consumers", traffic.slowConsumers());
        json.writeNumberField("stale_connections", traffic.staleConnections());
        json.writeNumberField("stalled_clients", traffic.stalls());
        json.writeNumberField(
                "subscriptions", connections.accounts().statistics().subscriptions());
    }

    private void writeRequests(JsonGenerator json) throws IOException {
        Map<String, Long> asked = new TreeMap<>();
        for (Endpoint endpoint : Endpoint.values()) {
            if (requests.of(endpoint) > 0) {
                asked.put(endpoint.path(), requests.of(endpoint));
            }
        }
        JsonText.object(json, "http_req_stats", counts -> {
            for (Map.Entry<String, Long> count : asked.entrySet()) {
                counts.writeNumberField(count.getKey(), count.getValue());
            }
        });
    }

    private void writeDescription(JsonGenerator json) throws IOException {
        JsonText.time(json, "config_load_time", broker.configured());
        json.writeStringField("config_digest", "");
        if (!broker.tags().isEmpty()) {
            json.writeFieldName("tags");
            json.writeArray(
                    broker.tags().toArray(String[]::new), 0, broker.tags().size());
        }
        if (!broker.metadata().isEmpty()) {
            JsonText.object(json, "metadata", pairs -> {
                for (Map.Entry<String, String> pair : new TreeMap<>(broker.metadata()).entrySet()) {
                    pairs.writeStringField(pair.getKey(), pair.getValue());
                }
            });
        }
        JsonText.emptyObject(json, "feature_flags");
        json.writeStringField(
                "system_account", broker.connections().accounts().system().name());
    }

    private void writeTroubles(JsonGenerator json) throws IOException {
        Traffic traffic = Traffic.of(broker.connections());
        writeByKind(json, "slow_consumer_stats", traffic.slowConsumers());
        writeByKind(json, "stale_connection_stats", traffic.staleConnections());
        JsonText.object(json, "disk_io_wait_stats", waits -> {
            waits.writeNumberField("waiters", 0);
            waits.writeNumberField("waits", 0);
            waits.writeNumberField("wait_time", 0);
            waits.writeNumberField("max_wait_time", 0);
        });
        Instant certificateEnds = broker.listeners().certificateEnds();
        if (certificateEnds != null) {
            JsonText.time(json, "tls_cert_not_after", certificateEnds);
        }
    }

    private static void writeByKind(JsonGenerator json, String name, long clients) throws IOException {
        JsonText.object(json, name, kinds -> {
            kinds.writeNumberField("clients", clients);
            kinds.writeNumberField("routes", 0);
            kinds.writeNumberField("gateways", 0);
            kinds.writeNumberField("leafs", 0);
        });
    }
}
