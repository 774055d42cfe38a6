package io.quoll.http.push;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of the operator's. Only these are ever called, and what is secret about them leaves the server in signatures and
 * the header {@code Authorization} only.
 *
 * @param origin who asks for permission before the first delivery; {@code null} if nobody is to ask
 * @param accounts whose consumers may use it; none for all
 */
public record PushEndpoint(
        String name,
        URI url,
        @Nullable String secret,
        @Nullable String token,
        Duration timeout,
        int concurrency,
        @Nullable String origin,
        List<String> accounts) {

    boolean isFor(String account) {
        return accounts.isEmpty() || accounts.contains(account);
    }

    /** Where it is, without its query, which may be a secret. */
    String address() {
        return url.toString().split("\\?", 2)[0];
    }

    /** Shows no secrets. */
    @Override
    public String toString() {
        return name + " " + address();
    }
}
