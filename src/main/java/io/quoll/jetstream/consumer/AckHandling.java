package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Retention;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.GoDuration;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.message.Publication;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What clients say of messages they got: done, again, still at it, never again, or the next one. Acknowledgements of messages
 * that are not underway, or never were, change nothing. For the stream's executor.
 */
final class AckHandling {

    private static final byte[] ACK = ascii("+ACK");
    private static final byte[] OK = ascii("+OK");
    private static final byte[] NAK = ascii("-NAK");
    private static final byte[] PROGRESS = ascii("+WPI");
    private static final byte[] NEXT = ascii("+NXT");
    private static final byte[] TERM = ascii("+TERM");

    private final StreamConsumerSet set;
    private final SplittableRandom random = new SplittableRandom();

    AckHandling(StreamConsumerSet set) {
        this.set = set;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes one that is meant for the consumer. Where flow control acknowledges, nothing else does. */
    void take(Consumer consumer, AckSubject ack, Publication message, int lane, long now) {
        if (consumer.receiver() instanceof PushReceiver push) {
            push.lane(lane);
        } else if (consumer.receiver() instanceof PullReceiver pull) {
            pull.used(now);
        }
        if (consumer.config().ackPolicy() == AckPolicy.FLOW_CONTROL) {
            return;
        }
        long sequence = ack.sequence();
        if (sequence <= 0 || sequence > consumer.state().deliveredStream() || ack.consumerSequence() <= 0) {
            return;
        }
        if (message.payloadLength() == 0 || is(message, ACK) || is(message, OK)) {
            acked(consumer, ack, now, true);
        } else if (begins(message, NEXT)) {
            acked(consumer, ack, now, true);
            next(consumer, message, lane, now);
            return;
        } else if (begins(message, NAK)) {
            refused(consumer, ack, message, now);
        } else if (is(message, PROGRESS)) {
            inProgress(consumer, ack, now);
        } else if (begins(message, TERM) && terminated(consumer, ack, message, lane, now)) {
            return;
        }
        if (message.replyLength() > 0) {
            set.confirm(consumer, lane, message.copyReply());
        }
    }

    /** What an acknowledgement says, in one word. */
    static String verb(Publication message) {
        if (begins(message, NAK)) {
            return "nak";
        }
        if (begins(message, PROGRESS)) {
            return "progress";
        }
        return begins(message, TERM) ? "term" : "ack";
    }

    /** The place of the message that was delivered so, or {@link PendingMessages#NOT_THERE}. */
    private static int place(Consumer consumer, AckSubject ack) {
        PendingMessages pending = consumer.state().pending();
        int place = pending.find(ack.sequence());
        boolean genuine = place >= 0
                && ack.consumerSequence() >= pending.consumerSequence(place)
                && ack.consumerSequence() <= consumer.state().deliveredConsumer();
        return genuine ? place : PendingMessages.NOT_THERE;
    }

    private void acked(Consumer consumer, AckSubject ack, long now, boolean sampled) {
        long sequence = ack.sequence();
        consumer.state().ackTime(now);
        if (consumer.config().ackPolicy() == AckPolicy.ALL) {
            ackedThrough(consumer, sequence);
            return;
        }
        int place = place(consumer, ack);
        if (place < 0) {
            late(consumer, ack);
            return;
        }
        PendingMessages pending = consumer.state().pending();
        int percent = sampled ? consumer.config().samplePercent() : 0;
        if (percent > 0 && random.nextInt(100) < percent) {
            consumer.advisories()
                    .acked(sequence, ack.consumerSequence(), pending.deliveries(place), now - pending.time(place));
        }
        done(consumer, sequence);
    }

    private void done(Consumer consumer, long sequence) {
        boolean wasFull = isFull(consumer);
        consumer.state().acked(sequence);
        consumer.selector().removeAgain(sequence);
        consumer.journal().acked(sequence);
        set.changed(consumer);
        set.interest().onDone(consumer, sequence);
        if (wasFull) {
            consumer.signal();
        }
    }

    private static boolean isFull(Consumer consumer) {
        int most = consumer.config().maxAckPending();
        return most > 0 && consumer.ackPending() >= most;
    }

    /** Somebody is done with a message after all that had been given up. */
    private void late(Consumer consumer, AckSubject ack) {
        if (consumer.state().isGivenUp(ack.sequence())) {
            done(consumer, ack.sequence());
        }
    }

    /** A client has dealt with what was delivered so far; what it has from before the consumer began anew counts too. */
    void confirmed(Consumer consumer, FlowSubject.Progress progress) {
        ConsumerState state = consumer.state();
        if (progress.lastConsumer() <= state.deliveredConsumer()) {
            state.ackTime(set.now());
            ackedThrough(consumer, progress.lastStream());
        }
    }

    /** All that was delivered up to there is done. */
    void ackedThrough(Consumer consumer, long sequence) {
        ConsumerState state = consumer.state();
        PendingMessages pending = state.pending();
        int first = pending.first();
        if (first < 0 || pending.sequence(first) > sequence) {
            return;
        }
        boolean wasFull = isFull(consumer);
        boolean releases = set.stream().config().retention() != Retention.LIMITS;
        long[] done = releases || consumer.selector().hasAgain() ? upTo(pending, sequence) : new long[0];
        state.ackedThrough(sequence);
        consumer.journal().ackedThrough(sequence);
        set.changed(consumer);
        for (long each : done) {
            consumer.selector().removeAgain(each);
            if (releases) {
                set.interest().onDone(consumer, each);
            }
        }
        if (wasFull) {
            consumer.signal();
        }
    }

    private static long[] upTo(PendingMessages pending, long sequence) {
        long[] all = new long[pending.size()];
        int count = 0;
        for (int place = pending.first();
                place >= 0 && pending.sequence(place) <= sequence;
                place = pending.next(place)) {
            all[count++] = pending.sequence(place);
        }
        return Arrays.copyOf(all, count);
    }

    private void refused(Consumer consumer, AckSubject ack, Publication message, long now) {
        int place = place(consumer, ack);
        if (place < 0 || set.deadLetters().isMoving(consumer, ack.sequence())) {
            return;
        }
        PendingMessages pending = consumer.state().pending();
        long sequence = ack.sequence();
        consumer.advisories().nak(sequence, ack.consumerSequence(), pending.deliveries(place));
        long delay = delay(rest(message, NAK));
        if (delay >= 0) {
            consumer.selector().removeAgain(sequence);
            consumer.awaitAck(place, now, delay);
        } else {
            pending.deadline(place, Long.MAX_VALUE);
            consumer.selector().addAgain(sequence);
            consumer.signal();
        }
    }

    /** How long to wait, or less than nothing if that was not said. */
    private static long delay(String argument) {
        if (argument.isEmpty()) {
            return -1;
        }
        try {
            if (!argument.startsWith("{")) {
                return GoDuration.parse(argument);
            }
            long[] delay = {-1};
            byte[] json = argument.getBytes(StandardCharsets.UTF_8);
            JsonInput.object(json, "ConsumerNakOptions", false, (field, value) -> {
                if (field.equals("delay")) {
                    delay[0] = value.number();
                    return true;
                }
                return false;
            });
            return delay[0];
        } catch (ApiException | IllegalArgumentException e) {
            return -1;
        }
    }

    private void inProgress(Consumer consumer, AckSubject ack, long now) {
        int place = place(consumer, ack);
        boolean moves = set.deadLetters().isMoving(consumer, ack.sequence());
        if (place >= 0 && consumer.config().acks() && !moves) {
            PendingMessages pending = consumer.state().pending();
            consumer.selector().removeAgain(ack.sequence());
            consumer.awaitAck(place, now, consumer.config().ackWaitNanos(pending.deliveries(place)));
        }
    }

    /** Whether the message is moved first, and the client told when it is. */
    private boolean terminated(Consumer consumer, AckSubject ack, Publication message, int lane, long now) {
        int place = place(consumer, ack);
        if (place < 0 || set.deadLetters().isMoving(consumer, ack.sequence())) {
            return false;
        }
        int deliveries = consumer.state().pending().deliveries(place);
        String reason = rest(message, TERM);
        String shown = reason.isEmpty() ? "terminated" : "terminated: " + reason;
        boolean moves = set.deadLetters().move(consumer, ack.sequence(), deliveries, shown, lane, message.copyReply());
        if (!moves) {
            acked(consumer, ack, now, false);
        }
        consumer.advisories().terminated(ack.sequence(), ack.consumerSequence(), deliveries, reason);
        return moves;
    }

    private static void next(Consumer consumer, Publication message, int lane, long now) {
        if (message.replyLength() == 0) {
            return;
        }
        if (consumer.receiver() instanceof PullReceiver pull) {
            byte[] body = rest(message, NEXT).getBytes(StandardCharsets.UTF_8);
            pull.request(message.copyReply(), lane, body, now);
            consumer.signal();
        } else {
            consumer.outbox().status(lane, message.copyReply(), Status.IS_PUSH);
        }
    }

    private static String rest(Publication message, byte[] verb) {
        byte[] rest = new byte[message.payloadLength() - verb.length];
        message.bytes().get(message.bodyStart() + message.headerLength() + verb.length, rest);
        return new String(rest, StandardCharsets.UTF_8).strip();
    }

    private static boolean is(Publication message, byte[] verb) {
        return message.payloadLength() == verb.length && begins(message, verb);
    }

    private static boolean begins(Publication message, byte[] verb) {
        if (message.payloadLength() < verb.length) {
            return false;
        }
        int from = message.bodyStart() + message.headerLength();
        for (int i = 0; i < verb.length; i++) {
            if (message.bytes().get(from + i) != verb[i]) {
                return false;
            }
        }
        return true;
    }
}
