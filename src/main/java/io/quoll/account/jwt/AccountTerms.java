package io.quoll.account.jwt;

/** How much an account may have: -1 is no limit, and 0 is none at all. */
public record AccountTerms(
        long connections,
        long leafNodes,
        long subscriptions,
        long payloadBytes,
        long imports,
        long exports,
        boolean wildcardExports,
        boolean disallowBearer) {

    static AccountTerms of(JsonObject json) throws JwtException {
        return new AccountTerms(
                json.number("conn"),
                json.number("leaf"),
                json.number("subs"),
                json.number("payload"),
                json.number("imports"),
                json.number("exports"),
                json.flag("wildcards"),
                json.flag("disallow_bearer"));
    }
}
