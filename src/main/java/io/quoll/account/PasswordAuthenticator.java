package io.quoll.account;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who knows a user's password. A user that does not exist takes as long to refuse as one that does, so that time
 * tells nothing about names.
 */
public final class PasswordAuthenticator implements Authenticator {

    private final Map<String, Login> logins;
    private final @Nullable User unproven;
    private final boolean announced;
    private final String decoy;

    /**
     * @param logins by the name that a client gives
     * @param unproven who a client is that offers nothing; {@code null} to refuse it
     * @param announced whether INFO asks for a password although there is one who needs none
     */
    public PasswordAuthenticator(Map<String, Login> logins, @Nullable User unproven, boolean announced) {
        this.logins = Map.copyOf(logins);
        this.unproven = unproven;
        this.announced = announced;
        this.decoy = this.logins.values().stream()
                .map(Login::password)
                .filter(SecretCheck::isHash)
                .findFirst()
                .orElse("a password nobody has");
    }

    @Override
    public boolean isRequired() {
        return unproven == null;
    }

    @Override
    public boolean isAnnounced() {
        return announced || isRequired();
    }

    @Override
    public @Nullable User withoutCredentials() {
        return unproven;
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return !isUnproven(credentials) && SecretCheck.isHash(passwordOf(credentials.user()));
    }

    @Override
    public @Nullable User authenticate(Credentials credentials) {
        if (isUnproven(credentials)) {
            return unproven;
        }
        String user = credentials.user();
        String offered = credentials.password();
        boolean agrees = SecretCheck.agrees(passwordOf(user), offered == null ? "" : offered);
        Login login = user == null ? null : logins.get(user);
        return agrees && login != null ? login.user() : null;
    }

    private boolean isUnproven(Credentials credentials) {
        return unproven != null
                && credentials.user() == null
                && credentials.password() == null
                && credentials.token() == null;
    }

    private String passwordOf(@Nullable String user) {
        Login login = user == null ? null : logins.get(user);
        return login == null ? decoy : login.password();
    }
}
