package io.quoll.account.jwt;

/**
 * What an account takes from another.
 *
 * @param account the exporting account's key
 * @param token the activation, empty where none is needed
 * @param to the old way to rename: a prefix for streams, the exported subject for services; empty for none
 * @param localSubject the new way: what the subject is called here; empty for the same
 */
public record ImportClaim(
        String subject,
        String account,
        String token,
        String to,
        String localSubject,
        boolean isService,
        boolean share) {

    static ImportClaim of(JsonObject json) throws JwtException {
        return new ImportClaim(
                json.text("subject"),
                json.text("account"),
                json.text("token"),
                json.text("to"),
                json.text("local_subject"),
                ExportClaim.isService(json.text("type")),
                json.flag("share"));
    }
}
