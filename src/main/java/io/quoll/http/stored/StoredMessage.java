package io.quoll.http.stored;

import io.quoll.message.Message;
import java.time.Instant;

/**
 * A message as a stream keeps it.
 *
 * @param pending how many are still to come behind it, as far as was known when it was read
 */
public record StoredMessage(long sequence, Instant time, long pending, Message message) {

    private static final String PREFIX = "$JS.ACK.";
    private static final int SHORT_FORM = 9;
    private static final int SEQUENCE_FROM_END = 4;
    private static final int TIME_FROM_END = 2;
    private static final long NANOS = 1_000_000_000L;

    /** A message as a consumer delivers it, which tells all the rest by its reply subject. */
    static StoredMessage ofDelivery(Message message) {
        String reply = String.valueOf(message.reply());
        String[] tokens = reply.split("\\.", -1);
        if (!reply.startsWith(PREFIX) || tokens.length < SHORT_FORM) {
            throw new IllegalStateException("delivered without a place in its stream: " + reply);
        }
        // The longer form may have something behind, and two more tokens in front.
        int last = tokens.length == SHORT_FORM ? SHORT_FORM : SHORT_FORM + 2;
        return new StoredMessage(
                Long.parseLong(tokens[last - SEQUENCE_FROM_END]),
                timeOf(Long.parseLong(tokens[last - TIME_FROM_END])),
                Long.parseLong(tokens[last - 1]),
                message.withReply(null));
    }

    private static Instant timeOf(long epochNanos) {
        return Instant.ofEpochSecond(Math.floorDiv(epochNanos, NANOS), Math.floorMod(epochNanos, NANOS));
    }
}
