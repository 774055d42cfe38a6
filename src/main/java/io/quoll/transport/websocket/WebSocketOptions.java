package io.quoll.transport.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for clients over WebSocket.
 *
 * @param compression whether messages may be compressed
 * @param allowedOrigins where a page may come from; empty for anywhere
 * @param jwtCookie the cookie that holds a JWT; the others likewise
 * @param headers what the answer to the request says besides
 */
public record WebSocketOptions(
        boolean compression,
        Duration handshakeTimeout,
        boolean sameOrigin,
        List<String> allowedOrigins,
        Optional<String> jwtCookie,
        Optional<String> userCookie,
        Optional<String> passwordCookie,
        Optional<String> tokenCookie,
        Map<String, String> headers) {}
