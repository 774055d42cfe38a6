package io.quoll.account;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets in whom the certificate of the connection names; what else a client offers is not looked at. */
public final class CertificateAuthenticator implements Authenticator {

    private final Map<String, Login> logins;

    /** @param logins by names that certificates may hold: addresses, names of hosts, or distinguished names */
    public CertificateAuthenticator(Map<String, Login> logins) {
        this.logins = Map.copyOf(logins);
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
        String name = certificate == null ? null : certificate.userAmong(logins.keySet());
        Login login = name == null ? null : logins.get(name);
        return login != null && login.allows(credentials.visitor().type()) ? login.user() : null;
    }
}
