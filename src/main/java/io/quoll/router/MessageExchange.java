package io.quoll.router;

import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes and subscribes from inside the process, as the HTTP side, streams and tests do. Any thread; messages of one
 * caller keep their order, since they all go through one lane.
 */
public final class MessageExchange {

    /** How many messages wait for a subscriber that does not ask for them. */
    private static final int MOST_WAITING = 65_536;

    private final SubjectRouter router;
    private final List<? extends LaneThread> lanes;
    private final String inbox;
    private final ReplyInbox acknowledgements;
    private final AtomicLong requests = new AtomicLong();

    /**
     * @param lanes the threads of the router's lanes, in their order
     */
    public MessageExchange(SubjectRouter router, List<? extends LaneThread> lanes) {
        this.router = router;
        this.lanes = List.copyOf(lanes);
        byte[] unique = new byte[11];
        new SecureRandom().nextBytes(unique);
        this.inbox = "_INBOX." + HexFormat.of().formatHex(unique) + ".";
        this.acknowledgements = new ReplyInbox(router, inbox + "ack.");
    }

    /** Completes when every receiver there is has been handed the message; fails for an invalid subject. */
    public Uni<Void> publish(Message message) {
        return route(message).replaceWithVoid();
    }

    /** How many receivers there were. */
    private Uni<Integer> route(Message message) {
        return Uni.createFrom().<Integer>emitter(emitter -> {
            Publication publication = Publication.of(checked(message));
            LaneThread thread = lanes.get(0);
            thread.execute(() -> {
                RoutingLane lane = router.lane(0);
                lane.count(1);
                emitter.complete(lane.publishOwn(publication, lane.route(publication), thread));
            });
        });
    }

    /**
     * Publishes messages one after the other in one turn, and tells what became of each once that is known: where somebody
     * acknowledges a message, and it has no reply subject of its own, the acknowledgement is waited for, without end. Fails
     * before the first one if a subject is invalid. The receipt comes on a broker's loop, which is not to be kept.
     *
     * @param onlyAcknowledged whether a message that nobody would acknowledge is not published at all
     */
    public Uni<PublishReceipt> publishAll(List<Message> messages, boolean onlyAcknowledged) {
        return Uni.createFrom().emitter(emitter -> {
            checkAll(messages);
            LaneThread thread = lanes.get(0);
            AcknowledgedPublish.Awaited awaited = onlyAcknowledged
                    ? AcknowledgedPublish.Awaited.ONLY_ACKNOWLEDGEMENTS
                    : AcknowledgedPublish.Awaited.ACKNOWLEDGEMENTS;
            AcknowledgedPublish publish =
                    new AcknowledgedPublish(router, thread, acknowledgements, messages, awaited, emitter);
            emitter.onTermination(publish::forget);
            thread.execute(publish);
        });
    }

    /**
     * Publishes messages without reply subjects one after the other in one turn, and waits for one answer to each that anybody
     * takes; changes no subscription. After the time-out it tells what is known by then: {@link Published#receivers} is 0 where
     * nobody took a message, and a message that was taken has no acknowledgement where no answer came.
     */
    public Uni<PublishReceipt> requestAll(List<Message> messages, Duration timeout) {
        return Uni.createFrom().deferred(() -> {
            AtomicReference<@Nullable AcknowledgedPublish> underway = new AtomicReference<>();
            return Uni.createFrom()
                    .<PublishReceipt>emitter(emitter -> {
                        checkAll(messages);
                        LaneThread thread = lanes.get(0);
                        AcknowledgedPublish publish = new AcknowledgedPublish(
                                router,
                                thread,
                                acknowledgements,
                                messages,
                                AcknowledgedPublish.Awaited.ANSWERS,
                                emitter);
                        underway.set(publish);
                        emitter.onTermination(publish::forget);
                        thread.execute(publish);
                    })
                    .ifNoItem()
                    .after(timeout)
                    .recoverWithItem(() -> {
                        AcknowledgedPublish publish = underway.get();
                        return publish == null ? new PublishReceipt(List.of(), 0) : publish.soFar();
                    });
        });
    }

    /** Messages that follow each other often have the same subject. */
    private static void checkAll(List<Message> messages) {
        @Nullable String valid = null;
        for (Message message : messages) {
            if (!message.subject().equals(valid)) {
                Subject.of(message.subject());
                valid = message.subject();
            }
            checkReply(message);
        }
    }

    private static Message checked(Message message) {
        Subject.of(message.subject());
        checkReply(message);
        return message;
    }

    private static void checkReply(Message message) {
        String reply = message.reply();
        if (reply != null) {
            Subject.of(reply);
        }
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
     * As {@link #subscribe}, for many messages: what a lane delivers in one turn comes in one batch, and what waits comes
     * together. Honours demand, within the terms.
     *
     * @param reader where the subscriber is called; tasks given to it run one after the other
     */
    public Multi<MessageBatch> subscribeInBatches(BatchTerms terms, Executor reader) {
        return new BatchedSubscription(router, lanes, terms, reader);
    }

    /** A subject for replies that nobody else uses. */
    public String newInbox() {
        return inbox + requests.incrementAndGet();
    }

    /**
     * Publishes with a reply subject of its own and answers with the first reply. Fails with a {@link
     * NoRespondersException} when nobody listens and with a time-out when nobody answers.
     */
    public Uni<Message> request(Message message, Duration timeout) {
        return Uni.createFrom().deferred(() -> {
            String reply = newInbox();
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
