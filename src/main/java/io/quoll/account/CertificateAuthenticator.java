package io.quoll.account;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets in whom the certificate of the connection names; what else a client offers is not looked at. */
public final class CertificateAuthenticator implements Authenticator {

    private final Set<String> users;
    private final Account account;

    /** @param users by names that certificates may hold: addresses, names of hosts, or distinguished names */
    public CertificateAuthenticator(Set<String> users, Account account) {
        this.users = Set.copyOf(users);
        this.account = account;
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
        String user = certificate == null ? null : certificate.userAmong(users);
        return user == null ? null : new User(user, account);
    }
}
