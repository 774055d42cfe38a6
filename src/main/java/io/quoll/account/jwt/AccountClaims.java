package io.quoll.account.jwt;

import io.quoll.account.nkey.KeyKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator says of an account.
 *
 * @param signingKeys the keys besides the account's own that may sign its users, with the scope of those that have one
 */
public record AccountClaims(
        RegisteredClaims registered,
        List<String> tags,
        Map<String, Optional<SigningScope>> signingKeys,
        Revocations revocations,
        AccountTerms limits,
        StreamTerms streams,
        SubjectTerms defaultPermissions,
        List<ExportClaim> exports,
        List<ImportClaim> imports,
        List<MappingClaim> mappings,
        ExternalAuthorization authorization) {

    private static final long NO_LIMIT = -1;

    public static AccountClaims verify(String token) throws JwtException {
        SignedToken verified = SignedToken.verify(token, ClaimsKind.ACCOUNT);
        JsonObject nats = verified.nats();
        JsonObject limits = nats.object("limits");
        List<ExportClaim> exports = new ArrayList<>();
        for (JsonObject export : nats.objects("exports")) {
            exports.add(ExportClaim.of(export));
        }
        List<ImportClaim> imports = new ArrayList<>();
        for (JsonObject item : nats.objects("imports")) {
            imports.add(ImportClaim.of(item));
        }
        AccountClaims claims = new AccountClaims(
                verified.registered(),
                verified.moved().texts("tags"),
                signingKeys(nats),
                Revocations.of(nats),
                AccountTerms.of(limits),
                StreamTerms.of(limits),
                SubjectTerms.of(nats.object("default_permissions")),
                List.copyOf(exports),
                List.copyOf(imports),
                mappings(nats.object("mappings")),
                ExternalAuthorization.of(nats.object("authorization")));
        OperatorClaims.requireKey(claims.key(), KeyKind.ACCOUNT, "the account");
        return claims;
    }

    private static List<MappingClaim> mappings(JsonObject json) throws JwtException {
        List<MappingClaim> mappings = new ArrayList<>();
        for (String source : json.names()) {
            mappings.add(MappingClaim.of(source, json.items(source)));
        }
        return List.copyOf(mappings);
    }

    private static Map<String, Optional<SigningScope>> signingKeys(JsonObject nats) throws JwtException {
        Map<String, Optional<SigningScope>> keys = new LinkedHashMap<>();
        for (Object item : nats.items("signing_keys")) {
            if (item instanceof String key) {
                keys.put(key, Optional.empty());
            } else if (item instanceof JsonObject scope && scope.text("kind").equals("user_scope")) {
                keys.put(scope.text("key"), Optional.of(SigningScope.of(scope)));
            } else {
                throw new JwtException("a signing key of an unknown kind");
            }
        }
        for (String key : keys.keySet()) {
            OperatorClaims.requireKey(key, KeyKind.ACCOUNT, "a signing key of the account");
        }
        return Map.copyOf(keys);
    }

    /** The account's public key, which is also its name. */
    public String key() {
        return registered.subject();
    }

    /** Whether its own lists agree with what the operator allows it. */
    public void checkLimits() throws JwtException {
        if (limits.imports() != NO_LIMIT && imports.size() > limits.imports()) {
            throw new JwtException("the account has more imports than the operator allows");
        }
        if (limits.exports() != NO_LIMIT && exports.size() > limits.exports()) {
            throw new JwtException("the account has more exports than the operator allows");
        }
        if (limits.exports() != NO_LIMIT
                && !limits.wildcardExports()
                && exports.stream().anyMatch(export -> hasWildcard(export.subject()))) {
            throw new JwtException("the account exports wildcards, which the operator does not allow");
        }
    }

    private static boolean hasWildcard(String subject) {
        return ("." + subject + ".").contains(".*.") || ("." + subject).endsWith(".>");
    }
}
