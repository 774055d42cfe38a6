package io.quoll.connection;

import io.quoll.account.Account;
import io.quoll.protocol.ProtocolError;
import io.quoll.protocol.QuotedBytes;
import io.quoll.protocol.Sid;
import io.quoll.router.SubjectRouter;
import io.quoll.subject.SubjectSyntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscribing half of a client: what it has asked for, as far as it may, and the router of its account, which knows the
 * same. What matches goes to the {@link ClientSink}. Lives on the client's loop, but for {@link #onUsedUp}.
 *
 * <p>Bounded by {@link ClientRights#maxSubscriptions}.
 */
final class ClientSubscriber {

    private static final byte[] SYSTEM_QUEUE = "_sys_".getBytes(StandardCharsets.US_ASCII);

    /** How many subscriptions of an ended connection are removed in one turn of the loop. */
    private static final int REMOVALS_A_TURN = 2048;

    private final ConnectionLoop loop;
    private final ConnectionSettings settings;
    private final ClientSink sink;
    private final Replies replies;
    private final SubscriptionTable subscriptions = new SubscriptionTable();
    private SubjectRouter router;
    private ClientRights rights;

    ClientSubscriber(
            ConnectionLoop loop,
            ConnectionSettings settings,
            ClientSink sink,
            Replies replies,
            Account account,
            ClientRights rights) {
        this.loop = loop;
        this.settings = settings;
        this.sink = sink;
        this.replies = replies;
        this.router = account.router();
        this.rights = rights;
    }

    /** Other rights hold for what is subscribed to from now on. */
    void rights(ClientRights newRights) {
        rights = newRights;
    }

    /** What comes from now on is subscribed to in this account; what is there from another one ends. */
    void enter(Account account) {
        if (account.router() != router) {
            endAll();
            router = account.router();
        }
    }

    void subscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        if (!rights.maySubscribe(subject, queue) || Arrays.equals(queue, SYSTEM_QUEUE)) {
            refuse(subject, queue);
            return;
        }
        if (settings.maxSubscriptionTokens() > 0
                && SubjectSyntax.tokenCount(subject) > settings.maxSubscriptionTokens()) {
            replies.refuse(ProtocolError.TOO_MANY_TOKENS, QuotedBytes.of(subject));
            return;
        }
        if (rights.maxSubscriptions() >= 0 && subscriptions.size() >= rights.maxSubscriptions()) {
            replies.refuse(ProtocolError.MAXIMUM_SUBSCRIPTIONS_EXCEEDED);
            return;
        }
        Sid id = new Sid(sid);
        if (subscriptions.get(id) == null) {
            if (!SubjectSyntax.isValidPattern(subject)) {
                replies.refuse(ProtocolError.INVALID_SUBJECT);
                return;
            }
            ClientSubscription subscription =
                    new ClientSubscription(subject, queue, id, sink, rights.filterOf(subject));
            subscriptions.add(subscription);
            router.subscribe(subscription);
        }
        replies.acknowledge();
    }

    private void refuse(byte[] subject, byte @Nullable [] queue) {
        if (queue == null) {
            replies.refuse(ProtocolError.SUBSCRIPTION_VIOLATION, QuotedBytes.of(subject));
        } else {
            replies.refuse(ProtocolError.SUBSCRIPTION_QUEUE_VIOLATION, QuotedBytes.of(subject), QuotedBytes.of(queue));
        }
    }

    void unsubscribe(byte[] sid, long max) {
        ClientSubscription subscription = subscriptions.get(new Sid(sid));
        if (subscription != null && (max <= 0 || !subscription.limit(max))) {
            remove(subscription);
        }
        replies.acknowledge();
    }

    /** A subscription has had all it asked for. Called on any loop. */
    void onUsedUp(ClientSubscription subscription, boolean onOwnLoop) {
        if (onOwnLoop) {
            remove(subscription);
        } else {
            loop.execute(() -> remove(subscription));
        }
    }

    private void remove(ClientSubscription subscription) {
        if (subscriptions.get(subscription.sid()) == subscription) {
            subscriptions.remove(subscription.sid());
            router.unsubscribe(subscription);
        }
    }

    /**
     * Judges what is there by the rights of this moment. What may no longer be ends, and the client is told.
     *
     * @return the subjects and ids of what has ended, as log lines show them
     */
    List<String> judgeAnew() {
        List<String> ended = new ArrayList<>();
        for (ClientSubscription subscription : list()) {
            if (!rights.maySubscribe(subscription.pattern(), subscription.queue())) {
                ended.add(end(subscription));
            } else if (subscription.filter(rights.filterOf(subscription.pattern()))) {
                router.reconsider(subscription);
            }
        }
        return ended;
    }

    private String end(ClientSubscription subscription) {
        byte[] queue = subscription.queue();
        String subject = QuotedBytes.of(subscription.pattern());
        String sid = QuotedBytes.of(subscription.sid().toString().getBytes(StandardCharsets.UTF_8));
        if (queue == null) {
            replies.refuse(ProtocolError.SUBSCRIPTION_ENDED, subject, sid);
        } else {
            replies.refuse(ProtocolError.SUBSCRIPTION_QUEUE_ENDED, subject, QuotedBytes.of(queue), sid);
        }
        remove(subscription);
        return subject + " (sid " + sid + ")";
    }

    /** Nothing is delivered any more; the router is relieved of it in turns. */
    void endAll() {
        subscriptions.forEach(ClientSubscription::end);
        unsubscribeAll();
    }

    /** As {@link #endAll}, for a client whose sink takes nothing any more. */
    void unsubscribeAll() {
        unsubscribe(router, subscriptions.drain(), 0);
    }

    private void unsubscribe(SubjectRouter from, @Nullable ClientSubscription[] drained, int start) {
        int end = Math.min(drained.length, start + REMOVALS_A_TURN);
        for (int i = start; i < end; i++) {
            ClientSubscription subscription = drained[i];
            if (subscription != null) {
                from.unsubscribe(subscription);
            }
        }
        if (end < drained.length) {
            loop.execute(() -> unsubscribe(from, drained, end));
        }
    }

    int size() {
        return subscriptions.size();
    }

    List<ClientSubscription> list() {
        List<ClientSubscription> list = new ArrayList<>(subscriptions.size());
        subscriptions.forEach(list::add);
        return list;
    }
}
