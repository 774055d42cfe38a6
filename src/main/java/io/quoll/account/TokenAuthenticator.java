package io.quoll.account;

import org.jspecify.annotations.Nullable;

/** Lets in who knows the one token. */
public final class TokenAuthenticator implements Authenticator {

    private final String token;
    private final Account account;

    public TokenAuthenticator(String token, Account account) {
        this.token = token;
        this.account = account;
    }

    @Override
    public boolean isRequired() {
        return true;
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return SecretCheck.isHash(token);
    }

    @Override
    public @Nullable User authenticate(Credentials credentials) {
        String offered = credentials.token();
        return offered != null && SecretCheck.agrees(token, offered) ? new User(null, account) : null;
    }
}
