package io.quoll.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server was told of its listeners, as monitoring shows it.
 *
 * @param tlsTimeout {@code null} without TLS, as the next
 * @param certificateEnds when the server's certificate is no longer valid
 * @param webSocket {@code null} where there is none
 */
public record ListenerView(
        @Nullable Duration tlsTimeout,
        @Nullable Instant certificateEnds,
        @Nullable WebSocketView webSocket) {

    /** The listener for WebSocket. */
    public record WebSocketView(
            String host,
            int port,
            @Nullable String advertise,
            boolean plain,
            boolean sameOrigin,
            List<String> allowedOrigins,
            boolean compression,
            @Nullable Duration tlsTimeout) {}
}
