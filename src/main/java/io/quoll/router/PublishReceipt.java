package io.quoll.router;

import java.util.List;

/**
 * What became of messages that were published together.
 *
 * @param outcomes one for each of them
 * @param stallNanos how long the publisher should wait before the next ones, because a receiver falls behind
 */
public record PublishReceipt(List<Published> outcomes, long stallNanos) {}
