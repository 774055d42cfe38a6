package io.quoll.protocol;

import org.jspecify.annotations.Nullable;

/** What a client can be told with {@code -ERR}, with the exact text, and whether the connection ends with it. */
public enum ProtocolError {
    UNKNOWN_OPERATION("Unknown Protocol Operation", true),
    /** Wrong number of arguments, a bad size, bad JSON, headers not agreed on: the connection ends without a word. */
    INVALID_ARGUMENTS(null, true),
    MAXIMUM_CONTROL_LINE_EXCEEDED("maximum control line exceeded", true),
    MAXIMUM_PAYLOAD_VIOLATION("Maximum Payload Violation", true),
    AUTHORIZATION_VIOLATION("Authorization Violation", true),
    USER_AUTHENTICATION_EXPIRED("User Authentication Expired", true),
    USER_AUTHENTICATION_REVOKED("User Authentication Revoked", true),
    ACCOUNT_AUTHENTICATION_EXPIRED("Account Authentication Expired", true),
    AUTHENTICATION_TIMEOUT("Authentication Timeout", true),
    SECURE_CONNECTION_REQUIRED("Secure Connection - TLS Required", true),
    CONNECTION_THROTTLED("Connection throttling is active. Please try again later.", true),
    MAXIMUM_CONNECTIONS_EXCEEDED("maximum connections exceeded", true),
    MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED("maximum account active connections exceeded", true),
    INVALID_CLIENT_PROTOCOL("invalid client protocol", true),
    NO_RESPONDERS_REQUIRES_HEADERS("no responders requires headers support", true),
    STALE_CONNECTION("Stale Connection", true),
    MAXIMUM_SUBSCRIPTIONS_EXCEEDED("maximum subscriptions exceeded", false),
    INVALID_PUBLISH_SUBJECT("Invalid Publish Subject", false),
    INVALID_SUBJECT("Invalid Subject", false),
    PUBLISH_VIOLATION("Permissions Violation for Publish to %s", false),
    PUBLISH_REPLY_VIOLATION("Permissions Violation for Publish with Reply of %s", false),
    SUBSCRIPTION_VIOLATION("Permissions Violation for Subscription to %s", false),
    SUBSCRIPTION_QUEUE_VIOLATION("Permissions Violation for Subscription to %s using queue %s", false),
    /** The user's permissions have changed and a subscription has ended. */
    SUBSCRIPTION_ENDED("Permissions Violation for Subscription to %s (sid %s)", false),
    SUBSCRIPTION_QUEUE_ENDED("Permissions Violation for Subscription to %s using queue %s (sid %s)", false),
    TOO_MANY_TOKENS("Permissions Violation for Subscription to %s, too many tokens", false);

    private final @Nullable String text;
    private final boolean closes;

    ProtocolError(@Nullable String text, boolean closes) {
        this.text = text;
        this.closes = closes;
    }

    /** Whether the connection ends after the error is written. */
    public boolean closes() {
        return closes;
    }

    /**
     * The line to write, {@code null} where the connection ends without one.
     *
     * @param arguments what the client sent, as {@link QuotedBytes} write it
     */
    public @Nullable String line(Object... arguments) {
        return text == null ? null : "-ERR '" + (arguments.length == 0 ? text : text.formatted(arguments)) + "'\r\n";
    }
}
