package io.quoll.account.jwt;

import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an account says of a user.
 *
 * @param issuerAccount the account, where one of its signing keys signed; else empty
 */
public record UserClaims(RegisteredClaims registered, List<String> tags, String issuerAccount, UserTerms terms) {

    public static UserClaims verify(String token) throws JwtException {
        SignedToken verified = SignedToken.verify(token, ClaimsKind.USER);
        long absentLimit = verified.isOld() ? UserTerms.NO_LIMIT : 0;
        UserClaims claims = new UserClaims(
                verified.registered(),
                verified.moved().texts("tags"),
                verified.moved().text("issuer_account"),
                UserTerms.of(verified.nats(), absentLimit));
        OperatorClaims.requireKey(claims.key(), KeyKind.USER, "the user");
        if (!claims.issuerAccount.isEmpty()) {
            OperatorClaims.requireKey(claims.issuerAccount, KeyKind.ACCOUNT, "the issuer's account");
        }
        return claims;
    }

    /** The user's public key. */
    public String key() {
        return registered.subject();
    }

    public Optional<PublicKey> publicKey() {
        return PublicKey.parse(key());
    }

    /** The key of the account that the user says to belong to. */
    public String account() {
        return issuerAccount.isEmpty() ? registered.issuer() : issuerAccount;
    }

    /** The key that signed, where it is not the account's own. */
    public Optional<String> signingKey() {
        return issuerAccount.isEmpty() ? Optional.empty() : Optional.of(registered.issuer());
    }

    /**
     * The claims with the terms of the scope in place of their own.
     *
     * @throws JwtException if the claims have terms of their own, or the scope's template cannot be filled in
     */
    public UserClaims under(SigningScope scope, AccountClaims account) throws JwtException {
        if (!terms.isUnsaid()) {
            throw new JwtException("a user signed with a scope has terms of its own");
        }
        SubjectTerms filled =
                new PermissionTemplate(this, account).fill(scope.template().subjects());
        return new UserClaims(registered, tags, issuerAccount, scope.template().withSubjects(filled));
    }

    /** Whether a client with that address may be this user. */
    public boolean mayComeFrom(String ip) {
        return terms.sources().isEmpty() || terms.sources().stream().anyMatch(network -> network.contains(ip));
    }

    /**
     * Until when the user may stay who comes now; empty for not even now.
     *
     * @return {@link Instant#MAX} for as long as it likes
     */
    public Optional<Instant> validUntil(Instant now) throws JwtException {
        if (!registered.holdAt(now)) {
            return Optional.empty();
        }
        Instant expiry = registered.expires() > 0 ? Instant.ofEpochSecond(registered.expires()) : Instant.MAX;
        if (terms.times().isEmpty()) {
            return Optional.of(expiry);
        }
        Optional<Duration> left = TimeWindow.left(terms.times(), TimeWindow.zone(terms.timeZone()), now);
        return left.map(now::plus).map(end -> end.isBefore(expiry) ? end : expiry);
    }
}
