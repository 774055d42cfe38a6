package io.quoll.account;

import org.jspecify.annotations.Nullable;

/** What a client offers as proof of who it is. Never printed: {@link #toString} names no secret. */
public record Credentials(
        @Nullable String user,
        @Nullable String password,
        @Nullable String token) {

    @Override
    public String toString() {
        return "Credentials[user=" + user + ", token " + (token == null ? "absent" : "given") + "]";
    }
}
