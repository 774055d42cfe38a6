package io.quoll.account;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who knows a user's password. A user that does not exist takes as long to refuse as one that does, so that time
 * tells nothing about names.
 */
public final class PasswordAuthenticator implements Authenticator {

    private final Map<String, String> passwords;
    private final String decoy;
    private final Account account;

    /**
     * @param passwords by user, as they stand or as bcrypt hashes
     */
    public PasswordAuthenticator(Map<String, String> passwords, Account account) {
        this.passwords = Map.copyOf(passwords);
        this.decoy = this.passwords.values().stream()
                .filter(SecretCheck::isHash)
                .findFirst()
                .orElse("a password nobody has");
        this.account = account;
    }

    @Override
    public boolean isRequired() {
        return true;
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return SecretCheck.isHash(configuredFor(credentials.user()));
    }

    @Override
    public @Nullable User authenticate(Credentials credentials) {
        String user = credentials.user();
        String offered = credentials.password();
        boolean agrees = SecretCheck.agrees(configuredFor(user), offered == null ? "" : offered);
        return user != null && agrees && passwords.containsKey(user) ? new User(user, account) : null;
    }

    private String configuredFor(@Nullable String user) {
        return user == null ? decoy : passwords.getOrDefault(user, decoy);
    }
}
