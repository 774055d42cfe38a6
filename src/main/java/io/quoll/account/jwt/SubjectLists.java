package io.quoll.account.jwt;

import java.util.List;

/** Which subjects are allowed and which are denied; two empty lists say nothing. */
public record SubjectLists(List<String> allow, List<String> deny) {

    static SubjectLists of(JsonObject json) throws JwtException {
        return new SubjectLists(json.texts("allow"), json.texts("deny"));
    }

    public boolean isEmpty() {
        return allow.isEmpty() && deny.isEmpty();
    }
}
