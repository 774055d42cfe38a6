package io.quoll.account.jwt;

import java.time.Instant;

/**
 * The claims every token has: who says it of whom, from when on and until when. Times are seconds since 1970, 0 where none was
 * given; texts are empty where none was given.
 */
public record RegisteredClaims(
        String issuer, String subject, String name, String audience, long issuedAt, long expires, long notBefore) {

    static RegisteredClaims of(JsonObject claims) throws JwtException {
        return new RegisteredClaims(
                claims.text("iss"),
                claims.text("sub"),
                claims.text("name"),
                claims.text("aud"),
                claims.number("iat"),
                claims.number("exp"),
                claims.number("nbf"));
    }

    /** Whether they hold at this moment; an expiry is reached with the second it names. */
    public boolean holdAt(Instant now) {
        return !isExpiredAt(now) && (notBefore <= 0 || notBefore <= now.getEpochSecond());
    }

    public boolean isExpiredAt(Instant now) {
        return expires > 0 && expires <= now.getEpochSecond();
    }
}
