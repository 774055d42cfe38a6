package io.quoll.jetstream.stream;

/**
 * How much a stream keeps. {@link #UNLIMITED} stands for no limit, of times 0.
 *
 * @param discardNewPerSubject whether, beyond a new message of a full stream, one of a full subject is refused too
 * @param duplicateWindowNanos how long a message id is remembered
 */
public record StreamLimits(
        long maxMessages,
        long maxBytes,
        long maxMessagesPerSubject,
        int maxMessageSize,
        long maxAgeNanos,
        int maxConsumers,
        Discard discard,
        boolean discardNewPerSubject,
        long duplicateWindowNanos) {

    public static final int UNLIMITED = -1;

    StreamLimits withDuplicateWindow(long nanos) {
        return new StreamLimits(
                maxMessages,
                maxBytes,
                maxMessagesPerSubject,
                maxMessageSize,
                maxAgeNanos,
                maxConsumers,
                discard,
                discardNewPerSubject,
                nanos);
    }

    /** Nothing ages, nothing is added. */
    StreamLimits sealed() {
        return new StreamLimits(
                maxMessages,
                maxBytes,
                maxMessagesPerSubject,
                maxMessageSize,
                0,
                maxConsumers,
                Discard.NEW,
                discardNewPerSubject,
                duplicateWindowNanos);
    }
}
