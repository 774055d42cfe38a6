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
        @Nullable String jwt,
        @Nullable String nkey,
        @Nullable String signature,
        @Nullable ClientCertificate certificate,
        Visitor visitor) {

    public Credentials(@Nullable String user, @Nullable String password, @Nullable String token) {
        this(user, password, token, null);
    }

    public Credentials(
            @Nullable String user,
            @Nullable String password,
            @Nullable String token,
            @Nullable ClientCertificate certificate) {
        this(user, password, token, null, null, null, certificate, Visitor.UNKNOWN);
    }

    /** Whether it offers nothing at all. */
    public boolean isEmpty() {
        return user == null && password == null && token == null && jwt == null && nkey == null;
    }

    /** Who the client says to be, proven or not, as logs and services may know it. */
    public @Nullable String claimedName() {
        return nkey != null ? nkey : user;
    }

    @Override
    public String toString() {
        return "Credentials[user=" + user + ", nkey=" + nkey + ", token " + given(token) + ", jwt " + given(jwt) + "]";
    }

    private static String given(@Nullable String secret) {
        return secret == null ? "absent" : "given";
    }
}
