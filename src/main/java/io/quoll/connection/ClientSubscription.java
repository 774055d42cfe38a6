package io.quoll.connection;

import io.quoll.account.Permissions;
import io.quoll.protocol.Sid;
import io.quoll.router.Subscription;
import java.util.Objects;
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
        Permissions judge = filter;
        return judge == null || judge.mayReceive(subject, queue());
    }

    @Override
    public boolean isSelective() {
        return filter != null;
    }

    /**
     * Another filter judges from now on, once the router has reconsidered.
     *
     * @return false if it is the same as before
     */
    boolean filter(@Nullable Permissions newFilter) {
        boolean other = !Objects.equals(filter, newFilter);
        filter = newFilter;
        return other;
    }

    public Sid sid() {
        return sid;
    }

    public ClientConnection client() {
        return ((ClientSink) sink()).client();
    }
}
