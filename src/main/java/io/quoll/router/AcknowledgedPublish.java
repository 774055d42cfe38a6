package io.quoll.router;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Messages that are published together in one turn of the first lane, and whose acknowledgements or answers are awaited. Answers
 * once the last one is there, on whichever lane that comes.
 */
final class AcknowledgedPublish implements Runnable {

    /** What is awaited of which messages. */
    enum Awaited {
        /** The acknowledgement of those that somebody acknowledges. */
        ACKNOWLEDGEMENTS,
        /** The same, and others are not published at all. */
        ONLY_ACKNOWLEDGEMENTS,
        /** An answer to each that anybody takes. */
        ANSWERS
    }

    private static final long NOT_AWAITED = -1;
    private static final Published NOBODY = new Published(0, null);

    private final SubjectRouter router;
    private final LaneThread thread;
    private final ReplyInbox inbox;
    private final List<Message> messages;
    private final Awaited awaited;
    private final UniEmitter<? super PublishReceipt> emitter;
    private final long[] numbers;
    private final AtomicReferenceArray<Published> outcomes;
    /** Counts the publishing itself, too. */
    private final AtomicInteger missing = new AtomicInteger(1);

    private volatile boolean forgotten;
    private long stallNanos;
    private Published lastRouted = NOBODY;

    AcknowledgedPublish(
            SubjectRouter router,
            LaneThread thread,
            ReplyInbox inbox,
            List<Message> messages,
            Awaited awaited,
            UniEmitter<? super PublishReceipt> emitter) {
        this.router = router;
        this.thread = thread;
        this.inbox = inbox;
        this.messages = messages;
        this.awaited = awaited;
        this.emitter = emitter;
        this.numbers = new long[messages.size()];
        this.outcomes = new AtomicReferenceArray<>(messages.size());
        Arrays.fill(numbers, NOT_AWAITED);
    }

    /** On the lane's thread. */
    @Override
    public void run() {
        try {
            RoutingLane lane = router.lane(0);
            // Whoever published before in this turn is still to be told to wait.
            long others = thread.takeStall();
            for (int i = 0; i < messages.size(); i++) {
                publish(lane, i);
            }
            lane.count(messages.size());
            stallNanos = thread.takeStall();
            thread.stallPublisher(others);
            if (forgotten) {
                forget();
            }
            oneLess();
        } catch (RuntimeException e) {
            emitter.fail(e);
        }
    }

    private void publish(RoutingLane lane, int index) {
        Message message = messages.get(index);
        Publication publication = Publication.of(message);
        Route route = lane.route(publication);
        boolean awaits = message.reply() == null
                && (awaited == Awaited.ANSWERS || route.first(AcknowledgingSubscription.class::isInstance) != null);
        if (awaits) {
            missing.incrementAndGet();
            numbers[index] = inbox.expect(answer -> acknowledged(index, answer));
            publication = Publication.of(message.withReply(inbox.subject(numbers[index])));
            // A subject that is not worth keeping has a route that is good for one look only.
            route = lane.route(publication);
        }
        boolean publishes = awaits || awaited != Awaited.ONLY_ACKNOWLEDGEMENTS;
        int receivers = publishes ? lane.publishOwn(publication, route, thread) : 0;
        if (!awaits) {
            outcomes.set(index, routed(receivers));
        } else if (receivers == 0) {
            inbox.forget(numbers[index]);
            outcomes.set(index, NOBODY);
            oneLess();
        }
    }

    /** Messages that follow each other often have as many receivers. */
    private Published routed(int receivers) {
        if (lastRouted.receivers() != receivers) {
            lastRouted = new Published(receivers, null);
        }
        return lastRouted;
    }

    private void acknowledged(int index, Message answer) {
        outcomes.set(index, new Published(1, answer));
        oneLess();
    }

    private void oneLess() {
        if (missing.decrementAndGet() == 0) {
            Published[] all = new Published[outcomes.length()];
            Arrays.setAll(all, outcomes::get);
            emitter.complete(new PublishReceipt(List.of(all), stallNanos));
        }
    }

    /** What is known by now; whatever is still awaited was taken by somebody. */
    PublishReceipt soFar() {
        List<Published> known = new ArrayList<>(outcomes.length());
        for (int i = 0; i < outcomes.length(); i++) {
            Published outcome = outcomes.get(i);
            known.add(outcome == null ? new Published(1, null) : outcome);
        }
        return new PublishReceipt(known, 0);
    }

    /** Nobody waits any more. */
    void forget() {
        forgotten = true;
        for (long number : numbers) {
            if (number != NOT_AWAITED) {
                inbox.forget(number);
            }
        }
    }
}
