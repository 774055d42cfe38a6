package io.quoll.account.jwt;

/**
 * An exporter's permission for one account to import.
 *
 * @param issuerAccount the exporter, where one of its signing keys signed; else empty
 */
public record ActivationClaims(
        RegisteredClaims registered, String importSubject, boolean isService, String issuerAccount) {

    public static ActivationClaims verify(String token) throws JwtException {
        SignedToken verified = SignedToken.verify(token, ClaimsKind.ACTIVATION);
        JsonObject nats = verified.nats();
        return new ActivationClaims(
                verified.registered(),
                nats.text("subject"),
                ExportClaim.isService(verified.isOld() ? nats.text("type") : nats.text("kind")),
                verified.moved().text("issuer_account"));
    }

    public String exporter() {
        return issuerAccount.isEmpty() ? registered.issuer() : issuerAccount;
    }
}
