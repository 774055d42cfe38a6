package io.quoll.connection;

/**
 * What waits to be written to one client. Frames are staged; a full buffer goes to the sink at once, the rest at the end of
 * the loop's turn. While the network does not take what it was given, staging goes on, so that a slow client holds full
 * buffers only. Lives on the connection's loop. An idle connection keeps no buffer.
 *
 * <p>Bounded by {@link ConnectionSettings#maxPendingBytes}: the connection ends when more is waiting.
 */
final class OutboundQueue extends StagingArea {

    /** Below it, bytes staged elsewhere are copied rather than passed on in a buffer of their own. */
    private static final int WORTH_A_BUFFER = 4 * 1024;

    private boolean blocked;
    private long handedOver;
    /** How much was written at {@link #progressAt}. */
    private long progressMark;

    private long progressAt;

    OutboundQueue(ByteSink sink) {
        super(sink);
    }

    /** Takes bytes that another loop staged, after what is staged here. */
    void take(OutboundBuffer buffer) {
        if (buffer.length() <= WORTH_A_BUFFER) {
            reserve(buffer.length()).append(buffer);
            sink().giveBack(buffer);
        } else {
            handOverStaged();
            handOver(buffer);
        }
    }

    /** Gives the sink what is staged, unless it is still busy with what it got before. */
    void flush() {
        if (!blocked) {
            handOverStaged();
        }
    }

    @Override
    void handOver(OutboundBuffer buffer) {
        handedOver += buffer.length();
        sink().write(buffer);
        if (!blocked && sink().unwrittenBytes() > 0) {
            blocked = true;
            progressMark = 0;
            progressAt = 0;
            sink().notifyDrained();
        }
    }

    /** The sink has written everything it was given. */
    void onDrained() {
        if (sink().unwrittenBytes() > 0) {
            sink().notifyDrained();
        } else {
            blocked = false;
            flush();
        }
    }

    boolean isBlocked() {
        return blocked;
    }

    long pendingBytes() {
        return (blocked ? sink().unwrittenBytes() : 0) + stagedBytes();
    }

    /** Whether the client has taken nothing since the deadline began. */
    boolean isStuck(long nowNanos, long deadlineNanos) {
        if (!blocked) {
            return false;
        }
        long written = handedOver - sink().unwrittenBytes();
        if (progressAt == 0 || written > progressMark) {
            progressMark = written;
            progressAt = nowNanos == 0 ? 1 : nowNanos;
            return false;
        }
        return nowNanos - progressAt > deadlineNanos;
    }
}
