package io.quoll.account.jwt;

import java.util.List;

/** An operator's wish that accounts be forgotten, signed with the key that the claims are about. */
public record DeletionClaims(RegisteredClaims registered, List<String> accounts) {

    public static DeletionClaims verify(String token) throws JwtException {
        SignedToken verified = SignedToken.verify(token, ClaimsKind.GENERIC);
        if (!verified.nats().has("accounts")) {
            throw new JwtException("malformed request");
        }
        DeletionClaims claims =
                new DeletionClaims(verified.registered(), verified.nats().texts("accounts"));
        if (!claims.registered.subject().equals(claims.registered.issuer())) {
            throw new JwtException("not self signed");
        }
        return claims;
    }
}
