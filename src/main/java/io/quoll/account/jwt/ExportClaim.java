package io.quoll.account.jwt;

/**
 * What an account lets others have.
 *
 * @param tokenRequired whether the importer needs an activation
 * @param responseType {@code Singleton}, {@code Stream} or {@code Chunked}; empty for the first
 * @param accountTokenPosition which token of the subject must be the importer's key, counted from 1; 0 for none
 */
public record ExportClaim(
        String subject,
        boolean isService,
        boolean tokenRequired,
        Revocations revocations,
        String responseType,
        long responseThresholdNanos,
        int accountTokenPosition) {

    static ExportClaim of(JsonObject json) throws JwtException {
        return new ExportClaim(
                json.text("subject"),
                isService(json.text("type")),
                json.flag("token_req"),
                Revocations.of(json),
                json.text("response_type"),
                json.number("response_threshold"),
                (int) json.number("account_token_position"));
    }

    static boolean isService(String type) throws JwtException {
        return switch (type) {
            case "service" -> true;
            case "stream" -> false;
            default -> throw new JwtException("neither a stream nor a service");
        };
    }
}
