package io.quoll.connection;

import io.quoll.account.Permissions;
import io.quoll.protocol.Sid;
import io.quoll.router.Subscription;
import org.jspecify.annotations.Nullable;

/** A client's subscription, known to the client by an id of its choice. */
public final class ClientSubscription extends Subscription {

    private final Sid sid;
    private volatile @Nullable Permissions filter;

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
        Permissions judging = filter;
        return judging == null || judging.mayReceive(subject, queue());
    }

    /**
     * Other permissions hold from now on.
     *
     * @return whether that makes a difference, which the router has to know then
     */
    boolean filter(@Nullable Permissions next) {
        boolean differs = filter != null || next != null;
        this.filter = next;
        return differs;
    }

    public Sid sid() {
        return sid;
    }

    public ClientConnection client() {
        return ((ClientSink) sink()).client();
    }
}
