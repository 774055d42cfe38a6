package io.quoll.account.operator;

import io.quoll.account.Account;
import io.quoll.account.Dismissal;
import io.quoll.account.Permissions;
import io.quoll.account.Rejudgement;
import io.quoll.account.TokenProof;
import io.quoll.account.User;
import io.quoll.account.jwt.AccountClaims;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.SigningScope;
import io.quoll.account.jwt.UserClaims;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account together with what its operator says of it. Immutable, but for the account.
 *
 * @param strict whether the operator wants users to be signed by signing keys only
 * @param defaultPermissions of users who have none of their own
 * @param recheckAt when an activation or the claims themselves end, so that it must be looked at again
 */
public record KnownAccount(
        Account account,
        AccountClaims claims,
        String token,
        boolean strict,
        @Nullable Permissions defaultPermissions,
        Instant recheckAt) {

    /** The claims as the key that signed them allows. */
    public UserClaims admit(UserClaims user) throws JwtException {
        String issuer = user.registered().issuer();
        if (issuer.equals(claims.key()) && !strict) {
            return user;
        }
        Optional<SigningScope> scope = claims.signingKeys().get(issuer);
        if (scope == null) {
            throw new JwtException("the user's issuer is no key of the account");
        }
        return scope.isPresent() ? user.under(scope.get(), claims) : user;
    }

    public boolean revokes(String userKey, long issuedAt) {
        return claims.revocations().revoke(userKey, issuedAt);
    }

    /** Judges a user who was let in by earlier claims of the account; those who live by its defaults get the new ones. */
    Rejudgement judgeAnew(User user, KnownAccount before, Instant now) {
        Dismissal dismissal = dismissalOf(user, before.claims, now);
        if (dismissal != null) {
            return Rejudgement.go(dismissal, user);
        }
        boolean livesByDefaults = user.permissions() == before.defaultPermissions;
        return Rejudgement.stay(livesByDefaults ? user.with(defaultPermissions) : user);
    }

    private @Nullable Dismissal dismissalOf(User user, AccountClaims before, Instant now) {
        TokenProof proof = user.proof();
        if (proof == null) {
            return null;
        }
        if (!claims.registered().holdAt(now)) {
            return Dismissal.ACCOUNT_EXPIRED;
        }
        if (revokes(proof.userKey(), proof.issuedAt())) {
            return Dismissal.USER_REVOKED;
        }
        boolean signerChanged =
                proof.signingKey().filter(key -> !isSame(key, before)).isPresent();
        return signerChanged || (proof.bearer() && claims.limits().disallowBearer()) ? Dismissal.UNTRUSTED : null;
    }

    /** Whether a signing key is there still, and with the same scope. */
    private boolean isSame(String signingKey, AccountClaims before) {
        return claims.signingKeys().containsKey(signingKey)
                && Objects.equals(
                        claims.signingKeys().get(signingKey),
                        before.signingKeys().get(signingKey));
    }
}
