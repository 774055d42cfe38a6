package io.quoll.connection;

import io.quoll.protocol.Sid;
import io.quoll.router.Subscription;
import org.jspecify.annotations.Nullable;

/** A client's subscription, known to the client by an id of its choice. */
public final class ClientSubscription extends Subscription {

    private final Sid sid;

    ClientSubscription(byte[] pattern, byte @Nullable [] queue, Sid sid, ClientSink sink) {
        super(pattern, queue, sink);
        this.sid = sid;
    }

    public Sid sid() {
        return sid;
    }

    public ClientConnection client() {
        return ((ClientSink) sink()).client();
    }
}
