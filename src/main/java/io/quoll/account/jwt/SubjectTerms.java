package io.quoll.account.jwt;

import java.util.Optional;

/** What a user may publish, subscribe to and answer. */
public record SubjectTerms(SubjectLists publish, SubjectLists subscribe, Optional<ResponseTerms> responses) {

    static SubjectTerms of(JsonObject json) throws JwtException {
        JsonObject responses = json.object("resp");
        return new SubjectTerms(
                SubjectLists.of(json.object("pub")),
                SubjectLists.of(json.object("sub")),
                json.has("resp")
                        ? Optional.of(new ResponseTerms((int) responses.number("max"), responses.number("ttl")))
                        : Optional.empty());
    }

    /** Whether nothing is said, so that the account's defaults hold. */
    public boolean isEmpty() {
        return publish.isEmpty() && subscribe.isEmpty() && responses.isEmpty();
    }
}
