package io.quoll.account.jwt;

import io.quoll.account.nkey.KeyKind;

/**
 * What a service answers that judges clients in the server's place: the claims of the user who comes in, or why nobody does.
 *
 * @param userToken empty where the client is refused
 * @param error empty where it is not
 */
public record AuthorizationResponse(RegisteredClaims registered, String userToken, String error, String issuerAccount) {

    public static AuthorizationResponse verify(String token) throws JwtException {
        SignedToken verified = SignedToken.verify(token, ClaimsKind.AUTHORIZATION_RESPONSE);
        JsonObject nats = verified.nats();
        AuthorizationResponse response = new AuthorizationResponse(
                verified.registered(), nats.text("jwt"), nats.text("error"), nats.text("issuer_account"));
        OperatorClaims.requireKey(response.registered.subject(), KeyKind.USER, "the user");
        OperatorClaims.requireKey(response.registered.audience(), KeyKind.SERVER, "the audience");
        if (response.userToken.isEmpty() == response.error.isEmpty()) {
            throw new JwtException("an answer names either a user or an error");
        }
        if (!response.issuerAccount.isEmpty()) {
            OperatorClaims.requireKey(response.issuerAccount, KeyKind.ACCOUNT, "the issuer's account");
        }
        return response;
    }

    /** The account that the answer says to come from. */
    public String account() {
        return issuerAccount.isEmpty() ? registered.issuer() : issuerAccount;
    }
}
