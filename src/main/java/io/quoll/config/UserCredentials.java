package io.quoll.config;

import org.jspecify.annotations.Nullable;

/**
 * Who may come in, the password, plain or as a bcrypt hash, and what the user may do.
 *
 * @param permissions {@code null} where nothing is said
 */
public record UserCredentials(
        String user, String password, @Nullable PermissionSettings permissions) {

    public UserCredentials(String user, String password) {
        this(user, password, null);
    }

    /** Passwords stay out of logs. */
    @Override
    public String toString() {
        return user + ":***";
    }
}
