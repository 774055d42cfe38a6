package io.quoll.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An endpoint that consumers may have their messages delivered to, by its name.
 *
 * @param secret signs what is sent
 * @param token is sent as a bearer token
 * @param timeout for one request and its answer
 * @param concurrency how many requests may be underway at a time
 * @param origin who asks for permission before the first delivery; without it nobody asks
 * @param accounts whose consumers may use it; none for all
 */
public record PushEndpointSettings(
        String name,
        URI url,
        Optional<String> secret,
        Optional<String> token,
        Duration timeout,
        int concurrency,
        Optional<String> origin,
        List<String> accounts) {

    public PushEndpointSettings {
        accounts = List.copyOf(accounts);
    }

    /** Shows no secrets, and no query, which may be one. */
    @Override
    public String toString() {
        return name + " " + url.toString().split("\\?", 2)[0];
    }
}
