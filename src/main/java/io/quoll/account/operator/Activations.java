package io.quoll.account.operator;

import io.quoll.account.jwt.AccountClaims;
import io.quoll.account.jwt.ActivationClaims;
import io.quoll.account.jwt.ExportClaim;
import io.quoll.account.jwt.ImportClaim;
import io.quoll.account.jwt.JwtException;
import io.quoll.subject.SubjectSyntax;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Judges whether an account may have what another exports with a token only. */
final class Activations {

    private Activations() {}

    /** What came of an activation: whether it holds, and until when. */
    record Judgement(boolean holds, Instant until) {

        private static final Judgement NONE = new Judgement(false, Instant.MAX);
    }

    static Judgement judge(ImportClaim wanted, AccountClaims importer, AccountClaims exporter, Instant now) {
        if (wanted.token().isEmpty()) {
            return Judgement.NONE;
        }
        ActivationClaims activation;
        try {
            activation = ActivationClaims.verify(wanted.token());
        } catch (JwtException e) {
            return Judgement.NONE;
        }
        String issuer = activation.registered().issuer();
        boolean byExporter = issuer.equals(exporter.key())
                || (exporter.signingKeys().containsKey(issuer)
                        && activation.exporter().equals(exporter.key()));
        boolean holds = byExporter
                && activation.registered().subject().equals(importer.key())
                && activation.isService() == wanted.isService()
                && covers(activation.importSubject(), ClaimedDefinition.exportedSubject(wanted))
                && activation.registered().holdAt(now)
                && !isRevoked(activation, wanted, exporter);
        long expires = activation.registered().expires();
        return holds ? new Judgement(true, expires > 0 ? Instant.ofEpochSecond(expires) : Instant.MAX) : Judgement.NONE;
    }

    private static boolean isRevoked(ActivationClaims activation, ImportClaim wanted, AccountClaims exporter) {
        String subject = ClaimedDefinition.exportedSubject(wanted);
        return exporter.exports().stream()
                .filter(export -> export.isService() == wanted.isService() && covers(export.subject(), subject))
                .map(ExportClaim::revocations)
                .anyMatch(revocations -> revocations.revoke(
                        activation.registered().subject(),
                        activation.registered().issuedAt()));
    }

    private static boolean covers(String pattern, String subject) {
        byte[] wide = pattern.getBytes(StandardCharsets.UTF_8);
        byte[] narrow = subject.getBytes(StandardCharsets.UTF_8);
        return SubjectSyntax.isValidPattern(wide)
                && SubjectSyntax.isValidPattern(narrow)
                && SubjectSyntax.covers(wide, narrow);
    }
}
