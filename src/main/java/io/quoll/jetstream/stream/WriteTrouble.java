package io.quoll.jetstream.stream;

import java.time.Instant;

/**
 * What the last write of a stream failed of.
 *
 * @param text names the stream and says what happened
 * @param mayPass whether a later write may succeed
 * @param since when it happened
 * @param lastSequence the last message that was stored before
 */
public record WriteTrouble(String text, boolean mayPass, Instant since, long lastSequence) {}
