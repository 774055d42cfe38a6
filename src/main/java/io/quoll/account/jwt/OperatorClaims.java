package io.quoll.account.jwt;

import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import java.util.List;

/**
 * What an operator says of itself: with which keys it signs accounts, and which account is the server's own.
 *
 * @param systemAccount empty where none is named
 * @param strictSigningKeys whether the operator's own key signs no accounts
 * @param assertedVersion the least release of the server, empty for any
 */
public record OperatorClaims(
        RegisteredClaims registered,
        List<String> signingKeys,
        String systemAccount,
        boolean strictSigningKeys,
        String assertedVersion) {

    public static OperatorClaims verify(String token) throws JwtException {
        SignedToken verified = SignedToken.verify(token, ClaimsKind.OPERATOR);
        JsonObject nats = verified.nats();
        OperatorClaims claims = new OperatorClaims(
                verified.registered(),
                nats.texts("signing_keys"),
                nats.text("system_account"),
                nats.flag("strict_signing_key_usage"),
                nats.text("assert_server_version"));
        requireKey(claims.registered.subject(), KeyKind.OPERATOR, "the operator");
        for (String key : claims.signingKeys) {
            requireKey(key, KeyKind.OPERATOR, "a signing key of the operator");
        }
        if (!claims.systemAccount.isEmpty()) {
            requireKey(claims.systemAccount, KeyKind.ACCOUNT, "the system account");
        }
        return claims;
    }

    static void requireKey(String text, KeyKind kind, String what) throws JwtException {
        if (!PublicKey.isValid(text, kind)) {
            throw new JwtException(what + " is no public key of the kind " + kind);
        }
    }
}
