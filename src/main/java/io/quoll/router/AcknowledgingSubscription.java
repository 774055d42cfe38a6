package io.quoll.router;

/** A subscription that answers each message that has a reply subject, once it has taken it for good or refused it. */
public final class AcknowledgingSubscription extends Subscription {

    /** The array is kept and never changed. */
    public AcknowledgingSubscription(byte[] pattern, MessageSink sink) {
        super(pattern, null, sink);
    }
}
