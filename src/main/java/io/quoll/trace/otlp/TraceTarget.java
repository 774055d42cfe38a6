package io.quoll.trace.otlp;

import io.quoll.trace.Sampling;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go and how.
 *
 * @param sampling what is followed
 * @param endpoint takes them by POST
 * @param headers of each request
 * @param certificates that the endpoint's must lead to, in a PEM file; {@code null} for those that Java knows
 * @param resource what each span says of the program
 * @param delay how long a span waits for others to be sent with it
 * @param mostWaiting how many spans may wait to be sent; more are lost
 * @param mostTogether how many are sent in one request
 */
public record TraceTarget(
        Sampling sampling,
        URI endpoint,
        Map<String, String> headers,
        boolean compressed,
        Duration timeout,
        @Nullable Path certificates,
        Map<String, String> resource,
        Duration delay,
        int mostWaiting,
        int mostTogether) {}
