package io.quoll.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of itself with INFO, without what differs from client to client.
 *
 * @param apiLevel how far its JetStream API goes, 0 where there is no JetStream
 */
public record ServerInfo(
        String serverId,
        String serverName,
        String version,
        String runtime,
        String host,
        int port,
        boolean headers,
        boolean authRequired,
        int maxPayload,
        int apiLevel,
        String domain,
        List<String> connectUrls,
        Security security) {

    private static final JsonFactory JSON = new JsonFactory();

    /** What INFO says of encryption. */
    public record Security(boolean tlsRequired, boolean tlsVerify, boolean tlsAvailable) {

        public static final Security NONE = new Security(false, false, false);
    }

    /** A server without encryption. */
    public ServerInfo(
            String serverId,
            String serverName,
            String version,
            String runtime,
            String host,
            int port,
            boolean headers,
            boolean authRequired,
            int maxPayload,
            int apiLevel,
            String domain,
            List<String> connectUrls) {
        this(
                serverId,
                serverName,
                version,
                runtime,
                host,
                port,
                headers,
                authRequired,
                maxPayload,
                apiLevel,
                domain,
                connectUrls,
                Security.NONE);
    }

    /**
     * What differs from client to client, and from one INFO to the next.
     *
     * @param system whether the account is the system's
     * @param nonce what the client may sign to prove who it is
     */
    public record ForClient(
            long clientId,
            String clientIp,
            boolean lameDuck,
            boolean connectInfo,
            String account,
            boolean system,
            int maxPayload,
            @Nullable String nonce) {}

    /** The whole line, CRLF included. Fields that are false or empty are left out. */
    public byte[] line(ForClient client) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.writeBytes("INFO ".getBytes(StandardCharsets.US_ASCII));
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("server_id", serverId);
            json.writeStringField("server_name", serverName);
            json.writeStringField("version", version);
            json.writeNumberField("proto", 1);
            json.writeStringField("go", runtime);
            json.writeStringField("host", host);
            json.writeNumberField("port", port);
            json.writeBooleanField("headers", headers);
            flag(json, "auth_required", authRequired);
            flag(json, "tls_required", security.tlsRequired());
            flag(json, "tls_verify", security.tlsVerify());
            flag(json, "tls_available", security.tlsAvailable());
            json.writeNumberField("max_payload", client.maxPayload());
            flag(json, "jetstream", apiLevel > 0);
            json.writeNumberField("client_id", client.clientId());
            json.writeStringField("client_ip", client.clientIp());
            if (!connectUrls.isEmpty() && !client.lameDuck()) {
                json.writeFieldName("connect_urls");
                json.writeArray(connectUrls.toArray(String[]::new), 0, connectUrls.size());
            }
            if (client.nonce() != null) {
                json.writeStringField("nonce", client.nonce());
            }
            flag(json, "ldm", client.lameDuck());
            if (!domain.isEmpty()) {
                json.writeStringField("domain", domain);
            }
            if (apiLevel > 0) {
                json.writeNumberField("api_lvl", apiLevel);
            }
            if (client.connectInfo()) {
                json.writeBooleanField("connect_info", true);
                json.writeStringField("remote_account", client.account());
                flag(json, "acc_is_sys", client.system());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("INFO could not be written to memory", e);
        }
        out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static void flag(JsonGenerator json, String field, boolean value) throws IOException {
        if (value) {
            json.writeBooleanField(field, true);
        }
    }
}
