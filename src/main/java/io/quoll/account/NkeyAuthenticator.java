package io.quoll.account;

import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.NonceSignature;
import io.quoll.account.nkey.PublicKey;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who proves to hold the key of a configured user, by signing the nonce; leaves clients that offer no key to another
 * authenticator. A key nobody has here is verified all the same, so that time tells nothing about keys.
 */
public final class NkeyAuthenticator implements Authenticator {

    private final Map<String, Login> users;
    private final Authenticator others;

    /**
     * @param users by public key; their passwords are not asked for
     */
    public NkeyAuthenticator(Map<String, Login> users, Authenticator others) {
        this.users = Map.copyOf(users);
        this.others = others;
    }

    @Override
    public boolean isRequired() {
        return others.isRequired();
    }

    @Override
    public boolean isAnnounced() {
        return others.isAnnounced();
    }

    @Override
    public boolean needsNonce() {
        return true;
    }

    @Override
    public @Nullable User withoutCredentials() {
        return others.withoutCredentials();
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return credentials.nkey() != null || others.isSlow(credentials);
    }

    @Override
    public @Nullable User authenticate(Credentials credentials) {
        if (credentials.nkey() == null) {
            return others.authenticate(credentials);
        }
        Optional<PublicKey> key = PublicKey.parse(credentials.nkey()).filter(parsed -> parsed.kind() == KeyKind.USER);
        boolean signed = key.isPresent()
                && NonceSignature.isOf(key.get(), credentials.visitor().nonce(), credentials.signature());
        Login login = signed ? users.get(key.get().toString()) : null;
        return login != null && login.allows(credentials.visitor().type()) ? login.user() : null;
    }
}
