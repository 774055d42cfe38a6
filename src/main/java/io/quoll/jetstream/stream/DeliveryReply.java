package io.quoll.jetstream.stream;

import org.jspecify.annotations.Nullable;

/**
 * What a consumer says of a message it delivers, in the subject for the acknowledgement.
 *
 * <pre>
 *   $JS.ACK.stream.consumer.deliveries.sequence.consumer-sequence.time.left
 *   $JS.ACK.domain.account.stream.consumer.deliveries.sequence.consumer-sequence.time.left ...
 * </pre>
 */
record DeliveryReply(
        String consumer, long deliveries, long sequence, long consumerSequence, long timeNanos, long left) {

    private static final String PREFIX = "$JS.ACK.";
    private static final int SHORT_FORM = 9;
    private static final int LONG_FORM = 11;

    /** Null if it is something else. */
    static @Nullable DeliveryReply of(byte[] reply) {
        String text = Subjects.text(reply);
        String[] tokens = text.split("\\.", -1);
        if (!text.startsWith(PREFIX) || tokens.length != SHORT_FORM && tokens.length < LONG_FORM) {
            return null;
        }
        int first = tokens.length == SHORT_FORM ? 3 : 5;
        try {
            return new DeliveryReply(
                    tokens[first],
                    Long.parseLong(tokens[first + 1]),
                    Long.parseLong(tokens[first + 2]),
                    Long.parseLong(tokens[first + 3]),
                    Long.parseLong(tokens[first + 4]),
                    Long.parseLong(tokens[first + 5]));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
