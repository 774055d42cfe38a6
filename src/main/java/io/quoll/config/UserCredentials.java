package io.quoll.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, the password, plain or as a bcrypt hash, and what the user may do.
 *
 * @param user empty where the user proves who it is by a key
 * @param password empty where it does, or a certificate says who it is
 * @param nkey the public key of such a user, else empty
 * @param connectionTypes the ways in that are open to the user; empty for all
 * @param permissions {@code null} where nothing is said
 */
public record UserCredentials(
        String user,
        String password,
        String nkey,
        @Nullable PermissionSettings permissions,
        List<String> connectionTypes) {

    public UserCredentials {
        connectionTypes = List.copyOf(connectionTypes);
    }

    public UserCredentials(String user, String password) {
        this(user, password, null);
    }

    public UserCredentials(String user, String password, @Nullable PermissionSettings permissions) {
        this(user, password, "", permissions, List.of());
    }

    /** The name of the user, or the key of one who has none. */
    public String name() {
        return nkey.isEmpty() ? user : nkey;
    }

    /** Passwords stay out of logs. */
    @Override
    public String toString() {
        return name() + ":***";
    }
}
