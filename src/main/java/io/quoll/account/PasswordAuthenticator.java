package io.quoll.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who knows a user's password. A user that does not exist takes as long to refuse as some user that does, so that
 * time tells nothing about names.
 */
public final class PasswordAuthenticator implements Authenticator {

    private final Map<String, Login> logins;
    private final @Nullable User unproven;
    private final boolean announced;
    private final List<String> decoys;
    private final byte[] salt = new byte[16];

    /**
     * @param logins by the name that a client gives; nobody comes in by one without a password
     * @param unproven who a client is that offers nothing; {@code null} to refuse it
     * @param announced whether INFO asks for a password although there is one who needs none
     */
    public PasswordAuthenticator(Map<String, Login> logins, @Nullable User unproven, boolean announced) {
        this.logins = logins.entrySet().stream()
                .filter(login -> !login.getValue().password().isEmpty())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        this.unproven = unproven;
        this.announced = announced;
        this.decoys = this.logins.values().stream().map(Login::password).toList();
        new SecureRandom().nextBytes(salt);
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
        return agrees && login != null && login.allows(credentials.visitor().type()) ? login.user() : null;
    }

    private boolean isUnproven(Credentials credentials) {
        return unproven != null
                && credentials.user() == null
                && credentials.password() == null
                && credentials.token() == null
                && credentials.nkey() == null;
    }

    /** Looks for a decoy in any case, since that takes some time, too. */
    private String passwordOf(@Nullable String user) {
        String decoy = decoyOf(user);
        Login login = user == null ? null : logins.get(user);
        return login == null ? decoy : login.password();
    }

    /** The same for the same name, so that hashes of several costs, or passwords without one, tell nothing either. */
    private String decoyOf(@Nullable String user) {
        if (decoys.isEmpty()) {
            return "a password nobody has";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update((user == null ? "" : user).getBytes(StandardCharsets.UTF_8));
            return decoys.get(Math.floorMod(ByteBuffer.wrap(digest.digest()).getInt(), decoys.size()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
