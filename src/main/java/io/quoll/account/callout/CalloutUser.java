package io.quoll.account.callout;

import io.quoll.account.Account;
import io.quoll.account.Credentials;
import io.quoll.account.Permissions;
import io.quoll.account.SubjectRules;
import io.quoll.account.TokenProof;
import io.quoll.account.User;
import io.quoll.account.jwt.AuthorizationRequest;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.UserClaims;
import io.quoll.account.operator.ClaimedPermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the user of claims that a service has given a client. */
final class CalloutUser {

    private CalloutUser() {}

    /** What every acceptance asks of claims, whoever signed them. */
    static User of(UserClaims claims, Account account, Credentials credentials, Instant now) throws JwtException {
        Instant until = claims.validUntil(now).orElseThrow(() -> new JwtException("the user's claims do not hold now"));
        List<String> types = claims.terms().connectionTypes();
        Callout.require(
                types.isEmpty() || types.contains(credentials.visitor().type().name()),
                "the connection type is not allowed");
        Callout.require(claims.mayComeFrom(credentials.visitor().ip()), "the user must not come from this network");
        TokenProof proof = new TokenProof(
                claims.key(),
                claims.signingKey(),
                claims.registered().issuedAt(),
                false,
                until,
                claims.registered().name(),
                claims.tags(),
                "");
        return new User(
                nameOf(claims, credentials),
                account,
                ClaimedPermissions.of(claims.terms().subjects())
                        .orElse(account.definition().defaultPermissions()),
                ClaimedPermissions.limits(claims.terms()),
                proof);
    }

    private static String nameOf(UserClaims claims, Credentials credentials) {
        String claimed = credentials.claimedName();
        if (!claims.registered().name().isEmpty()) {
            return claims.registered().name();
        }
        return claimed == null ? claims.key() : claimed;
    }

    /** The user, who must not ask the service in the server's place. */
    static User withoutAsking(User user) {
        Permissions permissions = user.permissions();
        SubjectRules publish = permissions == null ? SubjectRules.ALL : permissions.publish();
        SubjectRules subscribe = permissions == null ? SubjectRules.ALL : permissions.subscribe();
        List<String> deny = new ArrayList<>(publish.deny());
        deny.add(AuthorizationRequest.SUBJECT);
        return user.with(new Permissions(
                new SubjectRules(publish.allow(), deny),
                subscribe,
                permissions == null ? null : permissions.responses()));
    }

    /** The user, as it may be in the account where the service listens. */
    static @Nullable User guarded(@Nullable User user, Account service) {
        return user != null && user.account() == service ? withoutAsking(user) : user;
    }
}
