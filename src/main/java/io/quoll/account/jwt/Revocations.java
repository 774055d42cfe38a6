package io.quoll.account.jwt;

import java.util.Map;

/** Whose claims hold no longer if they were issued at that second or before; {@code *} is everybody. */
public record Revocations(Map<String, Long> untilSecondByKey) {

    private static final String EVERYBODY = "*";

    static Revocations of(JsonObject json) throws JwtException {
        return new Revocations(json.numbers("revocations"));
    }

    public boolean revoke(String key, long issuedAt) {
        return revokes(key, issuedAt) || revokes(EVERYBODY, issuedAt);
    }

    private boolean revokes(String key, long issuedAt) {
        Long until = untilSecondByKey.get(key);
        return until != null && issuedAt <= until;
    }
}
