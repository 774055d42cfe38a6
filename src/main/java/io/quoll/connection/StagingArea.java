package io.quoll.connection;

import org.jspecify.annotations.Nullable;

/**
 * Where one thread stages the frames for one client: a borrowed buffer, small at first and exchanged once for a full-sized
 * one, so that clients that get little hold little. A full buffer is handed over at once.
 */
abstract class StagingArea {

    /** What a full-sized buffer holds. */
    static final int FULL_BYTES = 64 * 1024;

    private final ByteSink sink;
    private @Nullable OutboundBuffer staging;

    StagingArea(ByteSink sink) {
        this.sink = sink;
    }

    /** Takes over a buffer that has something in it. */
    abstract void handOver(OutboundBuffer buffer);

    final ByteSink sink() {
        return sink;
    }

    final boolean isEmpty() {
        return staging == null;
    }

    final int stagedBytes() {
        OutboundBuffer current = staging;
        return current == null ? 0 : current.length();
    }

    /** The buffer to write to, with room for so many bytes more. */
    final OutboundBuffer reserve(int space) {
        OutboundBuffer current = staging;
        return current != null && current.hasRoomFor(space) ? current : makeRoom(current, space);
    }

    private OutboundBuffer makeRoom(@Nullable OutboundBuffer current, int space) {
        OutboundBuffer next;
        if (current == null) {
            next = sink.borrow(space);
        } else if (current.length() + space <= FULL_BYTES) {
            // Only a small buffer can be full by then.
            next = sink.borrow(FULL_BYTES);
            next.append(current);
            sink.giveBack(current);
        } else {
            handOverStaged();
            next = sink.borrow(Math.max(space, FULL_BYTES));
        }
        staging = next;
        return next;
    }

    final void handOverStaged() {
        OutboundBuffer current = staging;
        if (current != null) {
            staging = null;
            if (current.length() == 0) {
                sink.giveBack(current);
            } else {
                handOver(current);
            }
        }
    }

    final void discard() {
        OutboundBuffer current = staging;
        if (current != null) {
            staging = null;
            sink.giveBack(current);
        }
    }
}
