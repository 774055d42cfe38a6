package io.quoll.router;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.subject.Subject;
import io.quoll.subject.SubjectPattern;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes and subscribes from inside the process, as the HTTP side, streams and tests do. Any thread; messages of one
 * caller keep their order, since they all go through one lane.
 */
public final class MessageExchange {

    /** How many messages wait for a subscriber that does not ask for them. */
    private static final int MOST_WAITING = 65_536;

    private final SubjectRouter router;
    private final List<Executor> lanes;
    private final String inbox;
    private final AtomicLong requests = new AtomicLong();

    /**
     * @param lanes the threads of the router's lanes, in their order
     */
    public MessageExchange(SubjectRouter router, List<? extends Executor> lanes) {
        this.router = router;
        this.lanes = List.copyOf(lanes);
        byte[] unique = new byte[11];
        new SecureRandom().nextBytes(unique);
        this.inbox = "_INBOX." + HexFormat.of().formatHex(unique) + ".";
    }

    /** Completes when every receiver there is has been handed the message; fails for an invalid subject. */
    public Uni<Void> publish(Message message) {
        return route(message).replaceWithVoid();
    }

    /** How many receivers there were. */
    private Uni<Integer> route(Message message) {
        return Uni.createFrom().<Integer>emitter(emitter -> {
            Publication publication = Publication.of(checked(message));
            lanes.get(0).execute(() -> {
                RoutingLane lane = router.lane(0);
                lane.count(1);
                emitter.complete(lane.publish(publication, lane.route(publication), null));
            });
        });
    }

    private static Message checked(Message message) {
        Subject.of(message.subject());
        String reply = message.reply();
        if (reply != null) {
            Subject.of(reply);
        }
        return message;
    }

    /**
     * The messages whose subjects match, from the moment of subscription on. Honours demand: what nobody asks for waits, up
     * to {@link #MOST_WAITING} messages, and then the stream fails with Mutiny's {@code EmitterBufferOverflowException}.
     */
    public Multi<Message> subscribe(String pattern) {
        byte[] bytes = SubjectPattern.of(pattern).bytes();
        return Multi.createFrom()
                .emitter(
                        emitter -> {
                            Subscription subscription = new Subscription(bytes, null, (to, message, lane) -> {
                                if (to.claim(false)) {
                                    emitter.emit(message.toMessage());
                                }
                                return true;
                            });
                            emitter.onTermination(() -> router.unsubscribe(subscription));
                            router.subscribe(subscription);
                        },
                        MOST_WAITING);
    }

    /**
     * Publishes with a reply subject of its own and answers with the first reply. Fails with a {@link
     * NoRespondersException} when nobody listens and with a time-out when nobody answers.
     */
    public Uni<Message> request(Message message, Duration timeout) {
        return Uni.createFrom().deferred(() -> {
            String reply = inbox + requests.incrementAndGet();
            Message request = message.withReply(reply);
            Uni<Message> answer = subscribe(reply).toUni();
            return Uni.combine()
                    .any()
                    .of(
                            answer,
                            route(request)
                                    .onItem()
                                    .transformToUni(receivers -> receivers == 0
                                            ? Uni.createFrom().failure(new NoRespondersException(message.subject()))
                                            : Uni.createFrom().nothing()))
                    .ifNoItem()
                    .after(timeout)
                    .fail();
        });
    }
}
