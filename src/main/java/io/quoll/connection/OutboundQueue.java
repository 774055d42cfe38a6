package io.quoll.connection;

import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one client. Frames are staged in one borrowed buffer; a full one goes to the sink at once, the
 * rest at the end of the loop's turn. While the network does not take what it was given, staging goes on, so that a slow
 * client holds full buffers only. Lives on the connection's loop. An idle connection keeps no buffer.
 *
 * <p>Bounded by {@link ConnectionSettings#maxPendingBytes}: the connection ends when more is waiting.
 */
final class OutboundQueue {

    /** What a staging buffer holds at least. */
    static final int STAGING_BYTES = 64 * 1024;

    /** Below it, bytes staged elsewhere are copied rather than passed on in a buffer of their own. */
    private static final int WORTH_A_BUFFER = 4 * 1024;

    private final ByteSink sink;
    private @Nullable OutboundBuffer staging;
    private boolean blocked;
    private long handedOver;
    /** How much was written at {@link #progressAt}. */
    private long progressMark;

    private long progressAt;

    OutboundQueue(ByteSink sink) {
        this.sink = sink;
    }

    /** The staging buffer, with room for so many bytes more. */
    OutboundBuffer reserve(int space) {
        OutboundBuffer current = staging;
        if (current != null && current.hasRoomFor(space)) {
            return current;
        }
        flushAll();
        current = sink.borrow(Math.max(space, STAGING_BYTES));
        staging = current;
        return current;
    }

    /** Takes bytes that another loop staged, after what is staged here. */
    void take(OutboundBuffer buffer) {
        if (buffer.length() <= WORTH_A_BUFFER) {
            OutboundBuffer room = reserve(buffer.length());
            room.bytes().put(room.length(), buffer.bytes(), 0, buffer.length());
            room.length(room.length() + buffer.length());
            sink.giveBack(buffer);
            return;
        }
        flushAll();
        handOver(buffer);
    }

    /** Gives the sink what is staged, unless it is still busy with what it got before. */
    void flush() {
        if (!blocked) {
            flushAll();
        }
    }

    /** Gives the sink what is staged, busy or not. */
    void flushAll() {
        OutboundBuffer current = staging;
        if (current != null) {
            staging = null;
            handOver(current);
        }
    }

    private void handOver(OutboundBuffer buffer) {
        if (buffer.length() == 0) {
            sink.giveBack(buffer);
            return;
        }
        handedOver += buffer.length();
        sink.write(buffer);
        if (!blocked && sink.unwrittenBytes() > 0) {
            blocked = true;
            progressMark = 0;
            progressAt = 0;
            sink.notifyDrained();
        }
    }

    /** The sink has written everything it was given. */
    void onDrained() {
        if (sink.unwrittenBytes() > 0) {
            sink.notifyDrained();
        } else {
            blocked = false;
            flush();
        }
    }

    boolean isBlocked() {
        return blocked;
    }

    long pendingBytes() {
        OutboundBuffer current = staging;
        return (blocked ? sink.unwrittenBytes() : 0) + (current == null ? 0 : current.length());
    }

    /** Whether the client has taken nothing since the deadline began. */
    boolean isStuck(long nowNanos, long deadlineNanos) {
        if (!blocked) {
            return false;
        }
        long written = handedOver - sink.unwrittenBytes();
        if (progressAt == 0 || written > progressMark) {
            progressMark = written;
            progressAt = nowNanos == 0 ? 1 : nowNanos;
            return false;
        }
        return nowNanos - progressAt > deadlineNanos;
    }

    void discard() {
        OutboundBuffer current = staging;
        if (current != null) {
            staging = null;
            sink.giveBack(current);
        }
    }
}
