package io.quoll.router;

/**
 * What became of messages that were published together.
 *
 * @param receivers how many took each of them
 * @param stallNanos how long the publisher should wait before the next ones, because a receiver falls behind
 */
public record PublishReceipt(int[] receivers, long stallNanos) {}
