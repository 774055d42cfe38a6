package io.quoll.jetstream.consumer;

import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What a consumer has delivered and what of it was acknowledged. Changed by its own methods only, each of which {@link
 * StateJournal} writes down and calls again when the state is recovered.
 *
 * <p>Bounded by {@code max_ack_pending}; messages given up after their last delivery are remembered as long as the stream keeps
 * them for somebody.
 */
final class ConsumerState {

    private final boolean tracks;
    private final PendingMessages pending = new PendingMessages();
    private final NavigableSet<Long> givenUp = new TreeSet<>();
    private long deliveredConsumer;
    private long deliveredStream;
    private long deliveredTime;
    private long floorConsumer;
    private long floorStream;
    private long ackTime;

    /**
     * @param tracks whether what is delivered waits to be acknowledged
     */
    ConsumerState(boolean tracks) {
        this.tracks = tracks;
    }

    PendingMessages pending() {
        return pending;
    }

    long deliveredConsumer() {
        return deliveredConsumer;
    }

    long deliveredStream() {
        return deliveredStream;
    }

    long deliveredTime() {
        return deliveredTime;
    }

    long floorConsumer() {
        return floorConsumer;
    }

    long floorStream() {
        return floorStream;
    }

    long ackTime() {
        return ackTime;
    }

    void ackTime(long nanos) {
        ackTime = nanos;
    }

    /** Whether the message was delivered as often as it may be, and never acknowledged. */
    boolean isGivenUp(long sequence) {
        return givenUp.contains(sequence);
    }

    NavigableSet<Long> givenUp() {
        return givenUp;
    }

    /** Begins, or begins anew, behind that sequence. */
    void startBehind(long sequence) {
        pending.clear();
        givenUp.clear();
        deliveredConsumer = 0;
        deliveredStream = sequence;
        floorConsumer = 0;
        floorStream = sequence;
    }

    void delivered(long sequence, long consumerSequence, long time) {
        deliveredConsumer = consumerSequence;
        deliveredTime = time;
        deliveredStream = sequence;
        if (tracks) {
            pending.add(sequence, consumerSequence, time, 1);
        } else {
            floorConsumer = consumerSequence;
            floorStream = sequence;
        }
    }

    void redelivered(long sequence, long consumerSequence, long time) {
        deliveredConsumer = Math.max(deliveredConsumer, consumerSequence);
        deliveredTime = time;
        int place = pending.find(sequence);
        if (place >= 0) {
            pending.again(place, time);
        }
    }

    /** The message is dealt with; false if it was not underway. */
    boolean acked(long sequence) {
        if (!givenUp.isEmpty()) {
            givenUp.remove(sequence);
        }
        int place = pending.find(sequence);
        if (place < 0) {
            return false;
        }
        pending.remove(place);
        raiseFloor();
        return true;
    }

    /** All up to the message are dealt with. */
    void ackedThrough(long sequence) {
        for (int place = pending.first(); place >= 0 && pending.sequence(place) <= sequence; place = pending.first()) {
            pending.remove(place);
        }
        raiseFloor();
    }

    /** The message is not delivered any more, though it was not acknowledged. */
    void gaveUp(long sequence, boolean remember) {
        if (acked(sequence) && remember) {
            givenUp.add(sequence);
        }
    }

    private void raiseFloor() {
        int first = pending.first();
        if (first < 0) {
            floorConsumer = deliveredConsumer;
            floorStream = deliveredStream;
        } else {
            floorConsumer = Math.max(floorConsumer, pending.consumerSequence(first) - 1);
            floorStream = Math.max(floorStream, pending.sequence(first) - 1);
        }
    }

    /** For recovery from a snapshot. */
    void restore(long consumerSequence, long streamSequence, long time, long consumerFloor, long streamFloor) {
        deliveredConsumer = consumerSequence;
        deliveredStream = streamSequence;
        deliveredTime = time;
        floorConsumer = consumerFloor;
        floorStream = streamFloor;
    }
}
