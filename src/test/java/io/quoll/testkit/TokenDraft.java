package io.quoll.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Claims that are about to be signed, in whatever odd way a test wants. */
public final class TokenDraft {

    private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");

    private final String kind;
    private final String subject;
    private String header = "{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}";
    private String name = "somebody";
    private String audience = "";
    private String issuer = "";
    private Instant issued = ISSUED;
    private long expires;
    private long notBefore;
    private String nats = "";
    private boolean old;

    private TokenDraft(String kind, String subject) {
        this.kind = kind;
        this.subject = subject;
    }

    public static TokenDraft operator(Signer subject) {
        return new TokenDraft("operator", subject.key());
    }

    /** An account without limits, unless {@link #nats} says otherwise. */
    public static TokenDraft account(Signer subject) {
        return new TokenDraft("account", subject.key()).nats(unlimited(""));
    }

    /** A user without limits, unless {@link #nats} says otherwise. */
    public static TokenDraft user(Signer subject) {
        return user(subject.key());
    }

    public static TokenDraft user(String key) {
        return new TokenDraft("user", key).nats("\"subs\":-1,\"data\":-1,\"payload\":-1");
    }

    public static TokenDraft of(String kind, String subject) {
        return new TokenDraft(kind, subject);
    }

    /**
     * @param more limits besides, each with a comma before it; the last one of a name holds
     */
    public static String unlimited(String more) {
        return "\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"imports\":-1,\"exports\":-1,\"wildcards\":true,"
                + "\"conn\":-1,\"leaf\":-1" + more + "}";
    }

    public TokenDraft header(String json) {
        header = json;
        return this;
    }

    public TokenDraft name(String text) {
        name = text;
        return this;
    }

    public TokenDraft audience(String text) {
        audience = text;
        return this;
    }

    /** Names another issuer than who signs. */
    public TokenDraft issuer(String key) {
        issuer = key;
        return this;
    }

    public TokenDraft issued(Instant time) {
        issued = time;
        return this;
    }

    public TokenDraft expires(Instant time) {
        expires = time.getEpochSecond();
        return this;
    }

    public TokenDraft notBefore(Instant time) {
        notBefore = time.getEpochSecond();
        return this;
    }

    /** NATS's own fields, without braces. */
    public TokenDraft nats(String fields) {
        nats = fields;
        return this;
    }

    /** As the first version of such tokens was written. */
    public TokenDraft old() {
        old = true;
        header = "{\"typ\":\"jwt\",\"alg\":\"ed25519\"}";
        return this;
    }

    public String signedBy(Signer signer) {
        String head = encode(header.getBytes(StandardCharsets.UTF_8));
        String body = encode(claims(issuer.isEmpty() ? signer.key() : issuer).getBytes(StandardCharsets.UTF_8));
        String signed = old ? body : head + "." + body;
        return head + "." + body + "." + encode(signer.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private String claims(String iss) {
        String type = "\"type\":\"" + kind + "\"";
        String inner = (nats.isEmpty() || old ? nats : nats + ",") + (old ? "" : type + ",\"version\":2");
        return "{\"jti\":\"id\",\"iat\":" + issued.getEpochSecond() + ",\"iss\":\"" + iss + "\",\"name\":\"" + name
                + "\",\"sub\":\"" + subject + "\""
                + (audience.isEmpty() ? "" : ",\"aud\":\"" + audience + "\"")
                + (expires == 0 ? "" : ",\"exp\":" + expires)
                + (notBefore == 0 ? "" : ",\"nbf\":" + notBefore)
                + (old ? "," + type : "")
                + ",\"nats\":{" + inner + "}}";
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
