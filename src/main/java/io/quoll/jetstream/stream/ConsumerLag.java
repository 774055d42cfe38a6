package io.quoll.jetstream.stream;

/**
 * How far one consumer is behind its stream.
 *
 * @param pendingMessages those it wants and has not been given yet
 * @param unacknowledgedMessages those it has been given and may get again
 */
public record ConsumerLag(String consumer, boolean durable, long pendingMessages, long unacknowledgedMessages) {}
