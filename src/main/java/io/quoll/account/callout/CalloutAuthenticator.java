package io.quoll.account.callout;

import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.account.Authenticator;
import io.quoll.account.Credentials;
import io.quoll.account.User;
import io.quoll.account.jwt.AuthorizationResponse;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.UserClaims;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks a configured service about every client but those that run the service, and those of accounts it is not allowed to
 * judge. What the configuration itself says of a client decides only about these.
 */
public final class CalloutAuthenticator implements Authenticator {

    private final Authenticator configured;
    private final Callout callout;
    private final AccountDirectory accounts;
    private final Terms terms;

    /**
     * Whom to ask, and about whom.
     *
     * @param service who is asked; its key signs answers and users
     * @param authUsers who runs it, by name or public key
     * @param allowedAccounts whose users it judges; empty for all
     */
    public record Terms(Callout.Service service, Set<String> authUsers, Set<String> allowedAccounts) {

        String issuer() {
            return service.subject();
        }

        Account account() {
            return service.account();
        }
    }

    public CalloutAuthenticator(Authenticator configured, Callout callout, AccountDirectory accounts, Terms terms) {
        this.configured = configured;
        this.callout = callout;
        this.accounts = accounts;
        this.terms = terms;
    }

    @Override
    public boolean isRequired() {
        return true;
    }

    @Override
    public boolean needsNonce() {
        return configured.needsNonce();
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return configured.isSlow(credentials);
    }

    /** Says only what the configuration says; the service is asked by {@link #judge}. */
    @Override
    public @Nullable User authenticate(Credentials credentials) {
        return CalloutUser.guarded(configured.authenticate(credentials), terms.account());
    }

    @Override
    public CompletableFuture<Optional<User>> judge(Credentials credentials, Executor worker) {
        return configured.judge(credentials, worker).thenCompose(found -> {
            User user = CalloutUser.guarded(found.orElse(null), terms.account());
            if (!isDelegated(credentials, user)) {
                return CompletableFuture.completedFuture(Optional.ofNullable(user));
            }
            return callout.ask(credentials, terms.service(), new ByIssuer(credentials))
                    .subscribeAsCompletionStage();
        });
    }

    private boolean isDelegated(Credentials credentials, @Nullable User user) {
        String claimed = credentials.claimedName();
        if (claimed != null && terms.authUsers().contains(claimed)) {
            return false;
        }
        return user == null
                || user.account() == accounts.global()
                || terms.allowedAccounts().isEmpty()
                || terms.allowedAccounts().contains(user.account().name());
    }

    /** Accepts what the configured key has signed, into the account that the claims are meant for. */
    private final class ByIssuer implements Callout.Acceptance {
        private final Credentials credentials;

        ByIssuer(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public boolean trusts(AuthorizationResponse response) {
            return response.account().equals(terms.issuer())
                    && response.registered().issuer().equals(terms.issuer());
        }

        @Override
        public User accept(UserClaims claims, Instant now) throws JwtException {
            Callout.require(
                    claims.issuerAccount().isEmpty()
                            && claims.registered().issuer().equals(terms.issuer()),
                    "the user is signed by somebody else");
            Account account = accounts.find(claims.registered().audience());
            if (account == null) {
                throw new JwtException("the user is for an account that does not exist");
            }
            User user = CalloutUser.of(claims, account, credentials, now);
            return account == terms.account() ? CalloutUser.withoutAsking(user) : user;
        }
    }
}
