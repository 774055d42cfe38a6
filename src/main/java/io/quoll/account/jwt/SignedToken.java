package io.quoll.account.jwt;

import io.quoll.account.nkey.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/**
 * A token taken apart, with its signature checked against the key it names as its issuer. Says nothing of whether that issuer
 * is trusted.
 *
 * <pre>
 *   base64url({"typ":"JWT","alg":"ed25519-nkey"}) . base64url(claims) . base64url(signature)
 *   └─────────────────── signed since version 2 ──────────────────┘
 *                                                   └ version 1 ────┘  with alg "ed25519"
 * </pre>
 */
final class SignedToken {

    /** Longer ones are not looked at. */
    private static final int MOST_LETTERS = 1 << 20;

    private static final int NEWEST_VERSION = 2;

    private final JsonObject claims;
    private final String kind;
    private final int version;
    private final PublicKey issuer;

    private SignedToken(JsonObject claims, String kind, int version, PublicKey issuer) {
        this.claims = claims;
        this.kind = kind;
        this.version = version;
        this.issuer = issuer;
    }

    static SignedToken verify(String token) throws JwtException {
        if (token.length() > MOST_LETTERS) {
            throw new JwtException("a token longer than " + MOST_LETTERS + " letters");
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw new JwtException("a token has three parts");
        }
        JsonObject header = JsonObject.parse(decode(token.substring(0, first)));
        if (!header.text("typ").equalsIgnoreCase("JWT")) {
            throw new JwtException("the header's type is not JWT");
        }
        JsonObject claims = JsonObject.parse(decode(token.substring(first + 1, second)));
        boolean isOld = claims.has("type");
        JsonObject nats = claims.object("nats");
        long version = isOld ? 1 : nats.number("version");
        if (version < 1 || version > NEWEST_VERSION) {
            throw new JwtException("claims of version " + version + " are not known");
        }
        // Each version has one algorithm: a signature must never be read by the rules of the other.
        if (!header.text("alg").equalsIgnoreCase(isOld ? "ed25519" : "ed25519-nkey")) {
            throw new JwtException("the header's algorithm is not that of the version");
        }
        PublicKey issuer =
                PublicKey.parse(claims.text("iss")).orElseThrow(() -> new JwtException("the issuer is no public key"));
        String signed = isOld ? token.substring(first + 1, second) : token.substring(0, second);
        if (!issuer.verifies(signed.getBytes(StandardCharsets.US_ASCII), decode(token.substring(second + 1)))) {
            throw new JwtException("the signature is not the issuer's");
        }
        return new SignedToken(claims, isOld ? claims.text("type") : nats.text("type"), (int) version, issuer);
    }

    /** Verifies a token of one kind only. */
    static SignedToken verify(String token, ClaimsKind expected) throws JwtException {
        SignedToken verified = verify(token);
        if (ClaimsKind.of(verified.kind) != expected) {
            throw new JwtException("not claims of the kind " + expected.text());
        }
        if (!expected.maySign(verified.issuer.kind())) {
            throw new JwtException("claims of the kind " + expected.text() + " cannot be signed by a key of the kind "
                    + verified.issuer.kind());
        }
        return verified;
    }

    private static byte[] decode(String part) throws JwtException {
        if (part.indexOf('=') >= 0) {
            throw new JwtException("base 64 with padding");
        }
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new JwtException("not base 64");
        }
    }

    boolean isOld() {
        return version == 1;
    }

    RegisteredClaims registered() throws JwtException {
        return RegisteredClaims.of(claims);
    }

    /** The part that is NATS's own. */
    JsonObject nats() throws JwtException {
        return claims.object("nats");
    }

    /** A field that version 1 kept beside the others and version 2 keeps among NATS's own. */
    JsonObject moved() throws JwtException {
        return isOld() ? claims : nats();
    }

    /** Encodes the claims as a token; {@code signer} signs the bytes it is given. */
    static String encode(byte[] claims, UnaryOperator<byte[]> signer) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String head =
                base64.encodeToString("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(StandardCharsets.UTF_8));
        String signed = head + "." + base64.encodeToString(claims);
        return signed + "." + base64.encodeToString(signer.apply(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public String toString() {
        return "SignedToken[" + kind + ", issuer " + issuer + "]";
    }
}
