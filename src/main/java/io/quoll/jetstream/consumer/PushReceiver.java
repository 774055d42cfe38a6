package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.RandomText;
import io.quoll.jetstream.wire.Timestamps;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A subject to which messages are sent as long as somebody listens there, within a window that grows while the client keeps up.
 * For the stream's executor.
 */
final class PushReceiver implements Receiver {

    private static final long LARGEST_WINDOW = 32L << 20;
    private static final long FIRST_WINDOW = LARGEST_WINDOW / 16;
    private static final int ID_LENGTH = 4;
    private static final byte[] NOTHING = {};

    private final ConsumerContext consumer;
    private final String controlPrefix;
    private byte[] subject;
    private int lane;
    private boolean active;
    private long lastUsed;
    private long lastSent;

    /** 0 where there is no flow control. */
    private long window;

    private long unconfirmed;
    private long askedFor;
    private byte @Nullable [] asked;

    /**
     * @param controlPrefix of the subjects by which clients confirm
     */
    PushReceiver(ConsumerContext consumer, String controlPrefix, int lane, boolean active, long now) {
        this.consumer = consumer;
        this.controlPrefix = controlPrefix;
        this.subject = Subjects.bytes(consumer.config().deliverSubject());
        this.lane = lane;
        this.active = active;
        this.lastUsed = now;
        this.lastSent = now;
        this.window = consumer.config().flowControl() ? FIRST_WINDOW : 0;
    }

    boolean isActive() {
        return active;
    }

    /** Somebody begins or ceases to listen. */
    void active(boolean isActive, long now) {
        if (active != isActive) {
            lastUsed = now;
            lastSent = now;
        }
        active = isActive;
        if (!isActive) {
            forgetWindow();
        }
    }

    /** Begins anew; what was asked before is not to be answered any more. */
    void forgetWindow() {
        window = window == 0 ? 0 : FIRST_WINDOW;
        unconfirmed = 0;
        askedFor = 0;
        asked = null;
    }

    void subject(String newSubject) {
        subject = Subjects.bytes(newSubject);
        forgetWindow();
    }

    /** Where answers come from, the receiver lives. */
    void lane(int newLane) {
        lane = newLane;
    }

    @Override
    public boolean isReady() {
        return active && !isStalled();
    }

    private boolean isStalled() {
        return window > 0 && unconfirmed > window;
    }

    @Override
    public boolean choose(int size, long now) {
        return isReady();
    }

    @Override
    public byte[] subject() {
        return subject;
    }

    @Override
    public int lane() {
        return lane;
    }

    @Override
    public void sent(int size, long now) {
        lastSent = now;
        if (window == 0) {
            return;
        }
        unconfirmed += size;
        if (asked == null) {
            if (unconfirmed > window / 2 || awaitsConfirmation(consumer.config().maxAckPending())) {
                ask();
            }
        } else if (unconfirmed - askedFor >= window) {
            askedFor += size;
        }
    }

    /** Whether so many messages wait for an acknowledgement that only flow control can bring. */
    private boolean awaitsConfirmation(int messages) {
        return consumer.config().ackPolicy() == AckPolicy.FLOW_CONTROL && consumer.ackPending() >= messages;
    }

    private void ask() {
        byte[] reply = Subjects.bytes(controlPrefix + RandomText.ofLength(ID_LENGTH));
        asked = reply;
        askedFor = unconfirmed;
        Outbox outbox = consumer.outbox();
        outbox.headers().begin(Status.FLOW_CONTROL).end();
        outbox.sendHeaders(lane, subject, reply);
    }

    /**
     * The client has come so far.
     *
     * @return false if nothing was asked by that subject
     */
    boolean confirmed(byte[] by) {
        if (!Arrays.equals(asked, by)) {
            return false;
        }
        window = Math.min(LARGEST_WINDOW, 2 * window);
        unconfirmed = Math.max(0, unconfirmed - askedFor);
        askedFor = 0;
        asked = null;
        return true;
    }

    @Override
    public void onNothingLeft() {}

    @Override
    public void onTime(long now) {
        long interval = consumer.config().idleHeartbeatNanos();
        if (active && interval > 0 && now - lastSent >= interval) {
            lastSent = now;
            consumer.heartbeat(lane, subject, isStalled() || awaitsConfirmation(1) ? asked : null);
            if (asked == null && awaitsConfirmation(1)) {
                ask();
            }
        }
    }

    @Override
    public long nextDue() {
        long interval = consumer.config().idleHeartbeatNanos();
        return active && interval > 0 ? Timestamps.after(lastSent, interval) : Long.MAX_VALUE;
    }

    @Override
    public boolean isInUse(long now, long thresholdNanos) {
        return active || now - lastUsed < thresholdNanos;
    }

    @Override
    public void close(String status) {
        if (asked != null) {
            asked = NOTHING;
        }
    }
}
