package io.quoll.transport.websocket;

import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionFilter;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionFilterProvider;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.util.HashMap;
import java.util.Map;

/**
 * Compression of single messages (RFC 7692), each for itself, so that an idle connection keeps nothing of it. Short messages
 * stay as they are.
 */
final class Compression {

    static final String NAME = "permessage-deflate";

    /** What is agreed on, whatever else a client offers. */
    static final String AGREED = NAME + "; server_no_context_takeover; client_no_context_takeover";

    private static final int FAST = 1;
    private static final int LARGEST_WINDOW = 15;
    private static final int NOT_WORTH_IT_BYTES = 64;
    private static final long MOST_INFLATED_BYTES = 64L << 20;

    private static final WebSocketExtensionFilterProvider LONG_ONLY = new WebSocketExtensionFilterProvider() {
        @Override
        public WebSocketExtensionFilter encoderFilter() {
            return frame -> frame.content().readableBytes() <= NOT_WORTH_IT_BYTES;
        }

        @Override
        public WebSocketExtensionFilter decoderFilter() {
            return WebSocketExtensionFilter.NEVER_SKIP;
        }
    };

    private Compression() {}

    /** For one connection. What a message becomes is bounded by eight times the largest payload, and 64 MB. */
    static WebSocketServerExtension agree(int maxPayloadBytes) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("server_no_context_takeover", null);
        parameters.put("client_no_context_takeover", null);
        int mostBytes = (int) Math.min(MOST_INFLATED_BYTES, 8L * maxPayloadBytes);
        return new PerMessageDeflateServerExtensionHandshaker(
                        FAST, false, LARGEST_WINDOW, true, true, LONG_ONLY, mostBytes)
                .handshakeExtension(new WebSocketExtensionData(NAME, parameters));
    }
}
