package io.quoll.account;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets in whom the certificate of the connection names; what else a client offers is not looked at. */
public final class CertificateAuthenticator implements Authenticator {

    private final Map<String, User> users;

    /** @param users by names that certificates may hold: addresses, names of hosts, or distinguished names */
    public CertificateAuthenticator(Map<String, User> users) {
        this.users = Map.copyOf(users);
    }

    @Override
    public boolean isRequired() {
        return true;
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return false;
    }

    @Override
    public @Nullable User authenticate(Credentials credentials) {
        ClientCertificate certificate = credentials.certificate();
        String name = certificate == null ? null : certificate.userAmong(users.keySet());
        return name == null ? null : users.get(name);
    }
}
