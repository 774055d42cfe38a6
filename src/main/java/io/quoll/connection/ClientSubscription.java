package io.quoll.connection;

import io.quoll.account.Permissions;
import io.quoll.protocol.Sid;
import io.quoll.router.Subscription;
import org.jspecify.annotations.Nullable;

/** A client's subscription, known to the client by an id of its choice. */
public final class ClientSubscription extends Subscription {

    private final Sid sid;
    private final @Nullable Permissions filter;

    /**
     * @param filter what judges each subject; null if all that match may come
     */
    ClientSubscription(
            byte[] pattern, byte @Nullable [] queue, Sid sid, ClientSink sink, @Nullable Permissions filter) {
        super(pattern, queue, sink);
        this.sid = sid;
        this.filter = filter;
    }

    @Override
    public boolean accepts(byte[] subject) {
        return filter == null || filter.mayReceive(subject, queue());
    }

    public Sid sid() {
        return sid;
    }

    public ClientConnection client() {
        return ((ClientSink) sink()).client();
    }
}
