package io.quoll.transport;

import io.quoll.connection.CloseReason;

/** Why a connection ends, in the numbers of WebSocket (RFC 6455, section 7.4), as nats-server gives them. */
final class CloseStatus {

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int POLICY_VIOLATION = 1008;
    private static final int TOO_BIG = 1009;
    private static final int INTERNAL_ERROR = 1011;

    private CloseStatus() {}

    static int of(CloseReason reason) {
        return switch (reason) {
            case CLIENT_CLOSED -> NORMAL;
            case SERVER_SHUTDOWN -> GOING_AWAY;
            case PARSE_ERROR, PROTOCOL_VIOLATION, BAD_CLIENT_PROTOCOL_VERSION -> PROTOCOL_ERROR;
            case MAXIMUM_PAYLOAD_EXCEEDED -> TOO_BIG;
            case AUTHENTICATION_TIMEOUT,
                    AUTHENTICATION_FAILURE,
                    SLOW_CONSUMER_PENDING_BYTES,
                    SLOW_CONSUMER_WRITE_DEADLINE,
                    MAXIMUM_CONNECTIONS_EXCEEDED,
                    MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED,
                    MAXIMUM_CONTROL_LINE_EXCEEDED -> POLICY_VIOLATION;
            default -> INTERNAL_ERROR;
        };
    }
}
