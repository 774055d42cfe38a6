package io.quoll.jetstream.stream;

import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import io.quoll.router.LaneThread;
import io.quoll.router.MessageSink;
import io.quoll.router.PublishBatches;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import io.quoll.trace.PublicationUnderway;
import io.quoll.trace.TraceParent;
import io.quoll.trace.Tracing;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes publications from lanes to an executor: each lane stages its own in a buffer, which it hands over at the end of its
 * turn, or when it is full. {@link #deliver} is called on lanes; what was handed over is for the executor.
 *
 * <p>Bounded by {@link StreamSettings#room}: from an eighth of the bytes or half of the messages on whoever publishes is slowed
 * down, the longer the more wait; beyond it publications are refused.
 */
public final class StagedIntake implements MessageSink {

    /** What may wait for the executor at most. */
    public record Room(long bytes, long messages) {}

    /** Gets what was handed over. */
    public interface Receiver {
        /** On the executor. */
        void take(MessageBuffer messages, int lane);

        /** On the lane: there is no room for it. */
        void refuse(Publication message, int lane);
    }

    /** Chooses where what was staged is taken. */
    @FunctionalInterface
    public interface HandOver {
        /**
         * On the lane.
         *
         * @param taking what has the receiver take it, on one thread at a time and in this order
         */
        void handOver(MessageBuffer staged, Runnable taking);
    }

    /** How long a publisher waits who has filled half of it; twice as long for each further sixteenth, up to so many times. */
    private static final long STALL_NANOS = 5_000_000L;

    private static final int MOST_DOUBLINGS = 5;
    private static final MessageBuffers BUFFERS = new MessageBuffers();

    private final HandOver way;
    private final Receiver receiver;
    private final PublishBatches lanes;
    private final Room room;
    private final @Nullable Staging[] stagings;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private volatile boolean closed;

    public StagedIntake(Executor executor, Receiver receiver, PublishBatches lanes, Room room) {
        this((staged, taking) -> executor.execute(taking), receiver, lanes, room);
    }

    StagedIntake(HandOver way, Receiver receiver, PublishBatches lanes, Room room) {
        this.way = way;
        this.receiver = receiver;
        this.lanes = lanes;
        this.room = room;
        this.stagings = new Staging[lanes.laneCount()];
    }

    /** Takes nothing more. */
    public void close() {
        closed = true;
    }

    /** How many bytes wait for the executor. */
    public long waitingBytes() {
        return bytes.get();
    }

    @Override
    public boolean deliver(Subscription subscription, Publication message, RoutingLane lane) {
        if (closed || !subscription.claim(false)) {
            return false;
        }
        Staging staging = stagings[lane.index()];
        if (staging == null) {
            staging = new Staging(lane.index());
            stagings[lane.index()] = staging;
        }
        staging.add(message);
        return true;
    }

    /** What one lane has staged in its present turn. */
    private final class Staging {
        private final int lane;
        private final LaneThread thread;
        /** What is followed at present; null where nothing ever is. */
        private final @Nullable PublicationUnderway followed;

        private final Runnable handOver = this::handOver;
        private @Nullable MessageBuffer buffer;

        Staging(int lane) {
            this.lane = lane;
            this.thread = lanes.thread(lane);
            Tracing tracing = thread.tracing();
            this.followed = tracing == null ? null : tracing.underway(lane);
        }

        void add(Publication message) {
            MessageBuffer current = buffer;
            if (current == null) {
                if (isTooMuch(room.bytes(), room.messages())) {
                    receiver.refuse(message, lane);
                    return;
                }
                current = BUFFERS.borrow();
                buffer = current;
                thread.atEndOfTurn(handOver);
            } else if (current.isTooFullFor(MessageBuffer.spaceFor(message))) {
                submit(current);
                if (isTooMuch(room.bytes(), room.messages())) {
                    current = BUFFERS.borrow();
                    buffer = current;
                    receiver.refuse(message, lane);
                    return;
                }
                current = BUFFERS.borrow();
                buffer = current;
            }
            current.add(message);
            if (followed != null) {
                note(current, followed.keep());
            }
        }

        private static void note(MessageBuffer current, @Nullable TraceParent cause) {
            if (cause != null) {
                current.note(cause);
            }
        }

        private void handOver() {
            MessageBuffer current = buffer;
            buffer = null;
            if (current != null) {
                if (current.isEmpty()) {
                    BUFFERS.giveBack(current);
                } else {
                    submit(current);
                }
            }
        }

        private void submit(MessageBuffer full) {
            bytes.addAndGet(full.length());
            messages.addAndGet(full.count());
            if (isTooMuch(room.bytes() / 8, room.messages() / 2)) {
                thread.stallPublisher(STALL_NANOS << sixteenthsBeyondHalf());
            }
            way.handOver(full, () -> take(full, lane));
        }
    }

    private long sixteenthsBeyondHalf() {
        double filled = Math.max((double) bytes.get() / room.bytes(), (double) messages.get() / room.messages());
        return Math.max(0, Math.min(MOST_DOUBLINGS, (long) (16 * filled) - 8));
    }

    private boolean isTooMuch(long limitBytes, long limitMessages) {
        return bytes.get() > limitBytes || messages.get() > limitMessages;
    }

    private void take(MessageBuffer full, int lane) {
        try {
            receiver.take(full, lane);
        } finally {
            bytes.addAndGet(-full.length());
            messages.addAndGet(-full.count());
            BUFFERS.giveBack(full);
        }
    }
}
