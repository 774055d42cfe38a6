package io.quoll.account;

import org.jspecify.annotations.Nullable;

/** Lets everyone in, into one account. */
public record OpenAuthenticator(Account account) implements Authenticator {

    @Override
    public boolean isRequired() {
        return false;
    }

    @Override
    public User withoutCredentials() {
        return new User(null, account);
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return false;
    }

    @Override
    public @Nullable User authenticate(Credentials credentials) {
        return new User(credentials.user(), account);
    }
}
