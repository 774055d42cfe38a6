package io.quoll.connection;

/** Why a connection ended, in the words of {@code /connz?state=closed}. */
public enum CloseReason {
    CLIENT_CLOSED("Client Closed"),
    AUTHENTICATION_TIMEOUT("Authentication Timeout"),
    AUTHENTICATION_FAILURE("Authentication Failure"),
    TLS_HANDSHAKE_FAILURE("TLS Handshake Failure"),
    SLOW_CONSUMER_PENDING_BYTES("Slow Consumer (Pending Bytes)"),
    SLOW_CONSUMER_WRITE_DEADLINE("Slow Consumer (Write Deadline)"),
    WRITE_ERROR("Write Error"),
    READ_ERROR("Read Error"),
    PARSE_ERROR("Parse Error"),
    STALE_CONNECTION("Stale Connection"),
    PROTOCOL_VIOLATION("Protocol Violation"),
    BAD_CLIENT_PROTOCOL_VERSION("Bad Client Protocol Version"),
    MAXIMUM_CONNECTIONS_EXCEEDED("Maximum Connections Exceeded"),
    MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED("Maximum Account Connections Exceeded"),
    MAXIMUM_PAYLOAD_EXCEEDED("Maximum Message Payload Exceeded"),
    MAXIMUM_CONTROL_LINE_EXCEEDED("Maximum Control Line Exceeded"),
    AUTHENTICATION_EXPIRED("Authentication Expired"),
    CREDENTIALS_REVOKED("Credentials Revoked"),
    KICKED("Kicked"),
    NO_RESPONDERS_REQUIRES_HEADERS("No Responders Requires Headers"),
    SERVER_SHUTDOWN("Server Shutdown");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    boolean isSlowConsumer() {
        return this == SLOW_CONSUMER_PENDING_BYTES || this == SLOW_CONSUMER_WRITE_DEADLINE;
    }
}
