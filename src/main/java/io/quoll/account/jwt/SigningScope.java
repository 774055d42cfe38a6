package io.quoll.account.jwt;

/** The terms that hold for every user whom one signing key of an account signs, in place of the user's own. */
public record SigningScope(String role, UserTerms template) {

    static SigningScope of(JsonObject json) throws JwtException {
        return new SigningScope(json.text("role"), UserTerms.of(json.object("template"), UserTerms.NO_LIMIT));
    }
}
