package io.quoll.jetstream.consumer;

import org.jspecify.annotations.Nullable;

/** A consumer as its parts see it. For the stream's executor. */
interface ConsumerContext {

    ConsumerConfig config();

    Outbox outbox();

    ConsumerAdvisories advisories();

    /** How many messages could be delivered, those to be delivered again included. */
    long available();

    /** How many messages wait to be acknowledged. */
    int ackPending();

    /** Whether so many do that nothing is delivered for the first time. */
    boolean isFull();

    /** Whether anybody listens to the subject. */
    boolean hasInterest(byte[] subject);

    /**
     * Tells somebody that the consumer is still there.
     *
     * @param stalledOn what has to be answered before more is sent, or null
     */
    void heartbeat(int lane, byte[] subject, byte @Nullable [] stalledOn);
}
