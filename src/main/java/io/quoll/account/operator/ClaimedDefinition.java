package io.quoll.account.operator;

import io.quoll.account.AccountDefinition;
import io.quoll.account.AccountLimits;
import io.quoll.account.ClientLimits;
import io.quoll.account.Export;
import io.quoll.account.Import;
import io.quoll.account.SubjectMapping;
import io.quoll.account.jwt.AccountClaims;
import io.quoll.account.jwt.AccountTerms;
import io.quoll.account.jwt.ExportClaim;
import io.quoll.account.jwt.ImportClaim;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.MappingClaim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Turns what an operator says of an account into the definition that the account follows. */
final class ClaimedDefinition {

    private static final String ANY = ">";

    private ClaimedDefinition() {}

    /**
     * @param activated whether an import's activation holds at this moment
     */
    static AccountDefinition of(AccountClaims claims, Predicate<ImportClaim> activated) throws JwtException {
        List<Export> exports = new ArrayList<>();
        for (ExportClaim export : claims.exports()) {
            exports.add(export(export));
        }
        List<Import> imports = claims.imports().stream()
                .map(imported -> imported(imported, activated.test(imported)))
                .toList();
        return new AccountDefinition(
                claims.key(),
                limits(claims.limits()),
                exports,
                imports,
                claims.mappings().stream().map(ClaimedDefinition::mapping).toList(),
                ClaimedPermissions.of(claims.defaultPermissions()).orElse(null));
    }

    private static AccountLimits limits(AccountTerms terms) {
        return new AccountLimits(
                ClaimedPermissions.limit(terms.connections()),
                ClaimedPermissions.limit(terms.leafNodes()),
                new ClientLimits(
                        ClaimedPermissions.limit(terms.subscriptions()),
                        ClaimedPermissions.limit(terms.payloadBytes())));
    }

    private static SubjectMapping mapping(MappingClaim claim) {
        return new SubjectMapping(
                claim.source(),
                claim.destinations().stream()
                        .map(to -> new SubjectMapping.Destination(to.subject(), to.weight(), to.cluster()))
                        .toList());
    }

    private static Export export(ExportClaim claim) throws JwtException {
        return new Export(
                claim.isService() ? Export.Kind.SERVICE : Export.Kind.STREAM,
                claim.subject(),
                Set.of(),
                claim.tokenRequired(),
                claim.accountTokenPosition(),
                responses(claim.responseType()),
                claim.responseThresholdNanos() > 0
                        ? Duration.ofNanos(claim.responseThresholdNanos())
                        : Export.DEFAULT_THRESHOLD);
    }

    private static Export.Responses responses(String type) throws JwtException {
        return switch (type) {
            case "", "Singleton" -> Export.Responses.SINGLETON;
            case "Stream" -> Export.Responses.STREAM;
            case "Chunked" -> Export.Responses.CHUNKED;
            default -> throw new JwtException("an export with an unknown kind of response");
        };
    }

    private static Import imported(ImportClaim claim, boolean activated) {
        return new Import(
                claim.isService() ? Export.Kind.SERVICE : Export.Kind.STREAM,
                claim.account(),
                exportedSubject(claim),
                localSubject(claim),
                claim.share(),
                activated);
    }

    /** What the subject is called by the exporter; the old way named it with {@code to} for services. */
    static String exportedSubject(ImportClaim claim) {
        boolean oldService = claim.isService()
                && claim.localSubject().isEmpty()
                && !claim.to().isEmpty();
        return oldService ? claim.to() : claim.subject();
    }

    private static String localSubject(ImportClaim claim) {
        if (!claim.localSubject().isEmpty()) {
            return claim.localSubject();
        }
        if (claim.isService() || claim.to().isEmpty()) {
            return claim.subject();
        }
        // The old way put something in front of the subjects of a stream.
        String prefix = claim.to().endsWith("." + ANY)
                ? claim.to().substring(0, claim.to().length() - 2)
                : claim.to();
        return prefix + "." + claim.subject();
    }
}
