package io.quoll.account;

import org.jspecify.annotations.Nullable;

/**
 * What a client offers as proof of who it is. Never printed: {@link #toString} names no secret.
 *
 * @param certificate what it has proved by TLS
 */
public record Credentials(
        @Nullable String user,
        @Nullable String password,
        @Nullable String token,
        @Nullable ClientCertificate certificate) {

    public Credentials(@Nullable String user, @Nullable String password, @Nullable String token) {
        this(user, password, token, null);
    }

    @Override
    public String toString() {
        return "Credentials[user=" + user + ", token " + (token == null ? "absent" : "given") + "]";
    }
}
