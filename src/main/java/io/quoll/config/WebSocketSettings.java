package io.quoll.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The listener for clients that speak over WebSocket, as a {@code websocket} block said it.
 *
 * @param port -1 for any free one
 * @param advertise what clients are told to connect to
 * @param tls empty where {@code no_tls} says so
 * @param allowedOrigins where a page may come from; empty for anywhere
 * @param compression whether messages may be compressed
 * @param jwtCookie the cookie that holds a client's JWT; the others likewise
 * @param headers what the answer to the handshake says besides
 * @param pingInterval time between two pings to a client, where it differs from that of other clients
 */
public record WebSocketSettings(
        Optional<String> host,
        int port,
        Optional<String> advertise,
        Optional<TlsSettings> tls,
        boolean sameOrigin,
        List<String> allowedOrigins,
        boolean compression,
        Duration handshakeTimeout,
        Optional<String> jwtCookie,
        Optional<String> userCookie,
        Optional<String> passwordCookie,
        Optional<String> tokenCookie,
        Map<String, String> headers,
        Optional<Duration> pingInterval) {

    public WebSocketSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        headers = Map.copyOf(headers);
    }

    /** For comparing all the rest. */
    public WebSocketSettings withoutTls() {
        return new WebSocketSettings(
                host,
                port,
                advertise,
                Optional.empty(),
                sameOrigin,
                allowedOrigins,
                compression,
                handshakeTimeout,
                jwtCookie,
                userCookie,
                passwordCookie,
                tokenCookie,
                headers,
                pingInterval);
    }
}
