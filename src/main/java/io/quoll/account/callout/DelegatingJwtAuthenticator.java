package io.quoll.account.callout;

import io.quoll.account.Authenticator;
import io.quoll.account.Credentials;
import io.quoll.account.User;
import io.quoll.account.jwt.AuthorizationResponse;
import io.quoll.account.jwt.ExternalAuthorization;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.UserClaims;
import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import io.quoll.account.operator.JwtAuthenticator;
import io.quoll.account.operator.KnownAccount;
import io.quoll.account.operator.OperatorAccounts;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks the service of an account about every client that came in by a token of the account, where its claims say that there
 * is one, but for the users who run it.
 */
public final class DelegatingJwtAuthenticator implements Authenticator {

    private static final Logger LOG = System.getLogger(DelegatingJwtAuthenticator.class.getName());

    private final JwtAuthenticator tokens;
    private final OperatorAccounts accounts;
    private final Callout callout;

    public DelegatingJwtAuthenticator(JwtAuthenticator tokens, OperatorAccounts accounts, Callout callout) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.callout = callout;
    }

    @Override
    public boolean isRequired() {
        return true;
    }

    @Override
    public boolean needsNonce() {
        return true;
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return tokens.isSlow(credentials);
    }

    /** Says only what the token says; the service is asked by {@link #judge}. */
    @Override
    public @Nullable User authenticate(Credentials credentials) {
        return tokens.authenticate(credentials);
    }

    @Override
    public CompletableFuture<Optional<User>> judge(Credentials credentials, Executor worker) {
        return tokens.judge(credentials, worker)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(found)
                        : delegate(credentials, found.get()));
    }

    private CompletableFuture<Optional<User>> delegate(Credentials credentials, User user) {
        Optional<KnownAccount> account = accounts.loaded(user.account().name());
        if (account.isEmpty() || !account.get().claims().authorization().isEnabled()) {
            return CompletableFuture.completedFuture(Optional.of(user));
        }
        ExternalAuthorization service = account.get().claims().authorization();
        if (user.name() != null && service.authUsers().contains(user.name())) {
            return CompletableFuture.completedFuture(Optional.of(CalloutUser.withoutAsking(user)));
        }
        PublicKey curveKey = PublicKey.parse(service.curveKey(), KeyKind.CURVE).orElse(null);
        if (curveKey == null && !service.curveKey().isEmpty()) {
            LOG.log(
                    Level.ERROR,
                    "account " + user.account().name()
                            + " wants authorization requests sealed for what is no curve key; its clients are refused");
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return callout.ask(
                        credentials,
                        new Callout.Service(user.account(), user.account().name(), curveKey),
                        new ByAccount(account.get(), service, credentials))
                .subscribeAsCompletionStage();
    }

    /** Accepts what the account or one of its signing keys has signed, into that account or those it may place users in. */
    private final class ByAccount implements Callout.Acceptance {
        private final KnownAccount asked;
        private final ExternalAuthorization service;
        private final Credentials credentials;

        ByAccount(KnownAccount asked, ExternalAuthorization service, Credentials credentials) {
            this.asked = asked;
            this.service = service;
            this.credentials = credentials;
        }

        @Override
        public boolean trusts(AuthorizationResponse response) {
            String issuer = response.registered().issuer();
            return response.account().equals(asked.claims().key())
                    && (issuer.equals(asked.claims().key())
                            || asked.claims().signingKeys().containsKey(issuer));
        }

        @Override
        public User accept(UserClaims claims, Instant now) throws JwtException, IOException {
            String target = claims.account();
            Callout.require(
                    target.equals(asked.claims().key()) || service.allows(target),
                    "the service must not place users in this account");
            KnownAccount account = accounts.find(target);
            Callout.require(account.claims().registered().holdAt(now), "the account's claims do not hold now");
            UserClaims admitted = account.admit(claims);
            Callout.require(!account.revokes(claims.key(), claims.registered().issuedAt()), "the user was revoked");
            User user = CalloutUser.of(admitted, account.account(), credentials, now);
            return account.account() == asked.account() ? CalloutUser.withoutAsking(user) : user;
        }
    }
}
