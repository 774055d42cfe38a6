package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.stream.StreamHost;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.RandomText;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.Publication;
import io.quoll.router.PublishBatch;
import io.quoll.storage.MessageReader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves messages that nobody could deal with to the subject that their consumer names. A message leaves its consumer, and a work
 * queue, only when the stream that takes the subject has acknowledged it; until then it is tried again. Its id keeps it from
 * being there twice when the server ends in between. For the stream's executor.
 *
 * <p>Bounded by {@code max_ack_pending} of the consumers: what is being moved is still pending there.
 */
final class DeadLetters {

    /** The key in a consumer's metadata. */
    static final String METADATA_KEY = "io.quoll.dead-letter.subject";

    static final String MOVED_PREFIX = "$QUOLL.MOVED.";

    static final String STREAM = "Quoll-Dead-Letter-Stream";
    static final String CONSUMER = "Quoll-Dead-Letter-Consumer";
    static final String SUBJECT = "Quoll-Dead-Letter-Subject";
    static final String SEQUENCE = "Quoll-Dead-Letter-Sequence";
    static final String DELIVERIES = "Quoll-Dead-Letter-Deliveries";
    static final String REASON = "Quoll-Dead-Letter-Reason";
    static final String TIME = "Quoll-Dead-Letter-Time";
    static final String MESSAGE_ID = "Nats-Msg-Id";
    static final String OWN_MESSAGE_ID = "Quoll-Dead-Letter-Msg-Id";

    private static final String[] MEANT_FOR_THE_FIRST_STREAM = {
        "Nats-Expected-Stream",
        "Nats-Expected-Last-Sequence",
        "Nats-Expected-Last-Subject-Sequence",
        "Nats-Expected-Last-Msg-Id",
        "Nats-Rollup",
        "Nats-TTL",
        "Nats-Schedule"
    };

    private static final long RETRY_NANOS = 5_000_000_000L;
    private static final int TOKEN_LENGTH = 22;

    /** A message on its way. */
    private static final class Move {
        private final int deliveries;
        private final String reason;
        private final long timeNanos;
        private final int lane;
        private final byte[] confirmTo;

        Move(int deliveries, String reason, long timeNanos, int lane, byte[] confirmTo) {
            this.deliveries = deliveries;
            this.reason = reason;
            this.timeNanos = timeNanos;
            this.lane = lane;
            this.confirmTo = confirmTo;
        }
    }

    private final StreamConsumerSet set;
    private final String token;
    private final Map<Consumer, Map<Long, Move>> moves = new HashMap<>();

    DeadLetters(StreamConsumerSet set) {
        this.set = set;
        this.token = RandomText.ofLength(TOKEN_LENGTH);
    }

    private static String subjectOf(Consumer consumer) {
        return consumer.config().metadata().getOrDefault(METADATA_KEY, "");
    }

    /** Whether the message is on its way already. */
    boolean isMoving(Consumer consumer, long sequence) {
        return !moves.isEmpty() && moves.getOrDefault(consumer, Map.of()).containsKey(sequence);
    }

    /**
     * Moves a message, if its consumer says where to.
     *
     * @param confirmTo who is told when it is done, or nothing
     * @return false if it is not to be moved
     */
    boolean move(Consumer consumer, long sequence, int deliveries, String reason, int lane, byte[] confirmTo) {
        if (subjectOf(consumer).isEmpty()) {
            return false;
        }
        Move move = new Move(deliveries, reason, set.now(), lane, confirmTo);
        moves.computeIfAbsent(consumer, c -> new HashMap<>()).put(sequence, move);
        send(consumer, sequence, move);
        return true;
    }

    /** Nothing was heard of it. */
    void again(Consumer consumer, long sequence) {
        Move move = moves.getOrDefault(consumer, Map.of()).get(sequence);
        if (move != null) {
            send(consumer, sequence, move);
        }
    }

    private void send(Consumer consumer, long sequence, Move move) {
        MessageReader reader = set.readers().of(this);
        String to = subjectOf(consumer);
        if (to.isEmpty() || !reader.read(sequence)) {
            end(consumer, sequence);
            return;
        }
        StreamHost host = set.stream().host();
        byte[] subject = Subjects.bytes(to);
        boolean stored = isStored(host, to);
        if (stored || host.router().hasInterest(subject)) {
            Publication message = reader.message();
            byte[] payload = new byte[message.payloadLength()];
            message.bytes().get(message.bodyStart() + message.headerLength(), payload);
            PublishBatch batch = host.batches().borrow();
            byte[] reply = stored
                    ? Subjects.bytes(
                            MOVED_PREFIX + set.stream().name() + "." + token + "." + consumer.name() + "." + sequence)
                    : HeaderBlock.NONE;
            batch.add(subject, reply, headers(consumer, message, sequence, move), payload);
            batch.submit(host.router(), move.lane);
            if (!stored) {
                end(consumer, sequence);
                return;
            }
        }
        consumer.retryAt(sequence, set.now() + RETRY_NANOS);
    }

    private static boolean isStored(StreamHost host, String subject) {
        for (Stream stream : host.streams()) {
            if (!stream.config().permissions().noAck()
                    && stream.config().subjects().stream().anyMatch(s -> Subjects.isWithin(subject, s))) {
                return true;
            }
        }
        return false;
    }

    private byte[] headers(Consumer consumer, Publication message, long sequence, Move move) {
        byte[] block = new byte[message.headerLength()];
        message.bytes().get(message.bodyStart(), block);
        String id = HeaderBlock.first(block, MESSAGE_ID);
        for (String name : MEANT_FOR_THE_FIRST_STREAM) {
            block = HeaderBlock.without(block, name);
        }
        String stream = set.stream().name();
        block = HeaderBlock.replacing(
                block, MESSAGE_ID, "dead-letter:" + stream + ":" + consumer.name() + ":" + sequence);
        if (id != null) {
            block = HeaderBlock.with(block, OWN_MESSAGE_ID, id);
        }
        block = HeaderBlock.with(block, STREAM, stream);
        block = HeaderBlock.with(block, CONSUMER, consumer.name());
        block = HeaderBlock.with(block, SUBJECT, Subjects.text(message.copySubject()));
        block = HeaderBlock.with(block, SEQUENCE, Long.toString(sequence));
        block = HeaderBlock.with(block, DELIVERIES, Integer.toString(move.deliveries));
        block = HeaderBlock.with(block, REASON, move.reason);
        return HeaderBlock.with(block, TIME, Timestamps.shown(move.timeNanos));
    }

    /** A stream has answered. */
    void onAnswer(Publication answer) {
        String[] tokens = Subjects.text(answer.copySubject())
                .substring(MOVED_PREFIX.length())
                .split("\\.", -1);
        if (tokens.length != 4 || !tokens[1].equals(token)) {
            return;
        }
        Consumer consumer = set.find(tokens[2]);
        long sequence = Long.parseLong(tokens[3]);
        if (consumer != null && isMoving(consumer, sequence) && isStored(answer)) {
            end(consumer, sequence);
        }
    }

    private static boolean isStored(Publication answer) {
        byte[] payload = new byte[answer.payloadLength()];
        answer.bytes().get(answer.bodyStart() + answer.headerLength(), payload);
        boolean[] found = {false, false};
        try {
            JsonInput.object(payload, "PubAck", false, (field, value) -> {
                found[0] |= field.equals("seq");
                found[1] |= field.equals("error");
                return false;
            });
        } catch (ApiException e) {
            return false;
        }
        return found[0] && !found[1];
    }

    /** The message is where it should be, or nowhere any more. */
    private void end(Consumer consumer, long sequence) {
        Map<Long, Move> ofConsumer = moves.get(consumer);
        Move move = ofConsumer == null ? null : ofConsumer.remove(sequence);
        if (ofConsumer != null && ofConsumer.isEmpty()) {
            moves.remove(consumer);
        }
        consumer.onMoved(sequence);
        if (move != null && move.confirmTo.length > 0) {
            set.confirm(consumer, move.lane, move.confirmTo);
        }
    }

    /** The consumer is no more; its messages stay where they are. */
    void forget(Consumer consumer) {
        moves.remove(consumer);
    }

    /** Why the subject cannot be one for dead letters of that consumer, or null. */
    static @Nullable String fault(ConsumerConfigDraft draft, StreamConfig stream) {
        String subject = draft.metadata.getOrDefault(METADATA_KEY, "");
        if (subject.isEmpty()) {
            return null;
        }
        if (!Subjects.isValidLiteral(subject) || subject.startsWith("$")) {
            return "dead letter subject is not valid";
        }
        if (draft.ackPolicy != AckPolicy.EXPLICIT) {
            return "dead letters require explicit ack policy";
        }
        boolean comesBack = stream.subjects().stream().anyMatch(s -> Subjects.isWithin(subject, s))
                && (draft.filters().isEmpty() || draft.filters().stream().anyMatch(f -> Subjects.isWithin(subject, f)));
        return comesBack ? "dead letter subject forms a cycle" : null;
    }
}
