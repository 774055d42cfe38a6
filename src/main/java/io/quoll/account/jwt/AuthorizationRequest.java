package io.quoll.account.jwt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.Credentials;
import io.quoll.account.Visitor;
import io.quoll.account.nkey.ServerKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server asks a service that judges clients in its place: who is there, and what it offers as proof. Holds the
 * client's secrets, as the service must see them, and is therefore never logged.
 *
 * @param curveKey what the answer may be sealed for; {@code null} where nothing is sealed
 * @param subject the key of who is asked
 * @param userKey the key that the answer must be about, another one for each request
 */
public record AuthorizationRequest(
        Server server,
        @Nullable String curveKey,
        String subject,
        String userKey,
        Credentials credentials,
        Instant expires) {

    /** The subject that such requests are published to. */
    public static final String SUBJECT = "$SYS.REQ.USER.AUTH";

    private static final String AUDIENCE = "nats-authorization-request";
    private static final JsonFactory JSON = new JsonFactory();

    /** Names the key that a sealed request was sealed with. */
    public static final String CURVE_KEY_HEADER = "Nats-Server-Xkey";

    /** Who asks. */
    public record Server(String id, String name, String host, String version, List<String> tags) {}

    /** The request as a token that the server has signed. */
    public String sign(ServerKey key, Instant now) {
        byte[] claims = claims(key, now);
        return SignedToken.encode(claims, key::sign);
    }

    private byte[] claims(ServerKey key, Instant now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("aud", AUDIENCE);
            json.writeNumberField("exp", expires.getEpochSecond());
            json.writeStringField("jti", userKey);
            json.writeNumberField("iat", now.getEpochSecond());
            json.writeStringField("iss", key.publicKey().toString());
            json.writeStringField("sub", subject);
            json.writeObjectFieldStart("nats");
            writeServer(json);
            json.writeStringField("user_nkey", userKey);
            writeClient(json);
            writeOptions(json);
            json.writeStringField("type", ClaimsKind.AUTHORIZATION_REQUEST.text());
            json.writeNumberField("version", 2);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON could not be written to memory", e);
        }
        return out.toByteArray();
    }

    private void writeServer(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("server_id");
        json.writeStringField("name", server.name);
        json.writeStringField("host", server.host);
        json.writeStringField("id", server.id);
        json.writeStringField("version", server.version);
        text(json, "xkey", curveKey);
        if (!server.tags.isEmpty()) {
            json.writeFieldName("tags");
            json.writeArray(server.tags.toArray(String[]::new), 0, server.tags.size());
        }
        json.writeEndObject();
    }

    private void writeClient(JsonGenerator json) throws IOException {
        Visitor visitor = credentials.visitor();
        json.writeObjectFieldStart("client_info");
        json.writeStringField("host", visitor.ip());
        json.writeNumberField("id", visitor.clientId());
        text(json, "user", credentials.claimedName());
        text(json, "name", visitor.name());
        json.writeStringField("kind", "Client");
        json.writeStringField("type", visitor.type().shown());
        if (credentials.signature() != null) {
            text(json, "nonce", visitor.nonce());
        }
        json.writeEndObject();
    }

    private void writeOptions(JsonGenerator json) throws IOException {
        Visitor visitor = credentials.visitor();
        json.writeObjectFieldStart("connect_opts");
        text(json, "jwt", credentials.jwt());
        text(json, "nkey", credentials.nkey());
        text(json, "sig", credentials.signature());
        text(json, "auth_token", credentials.token());
        text(json, "user", credentials.user());
        text(json, "pass", credentials.password());
        text(json, "name", visitor.name());
        text(json, "lang", visitor.language());
        text(json, "version", visitor.version());
        json.writeNumberField("protocol", visitor.protocol());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    @Override
    public String toString() {
        return "AuthorizationRequest[" + userKey + "]";
    }
}
