package io.quoll.connection;

import org.jspecify.annotations.Nullable;

/**
 * What one loop has staged, in its present turn, for a client of another loop. Belongs to the producing loop, which
 * hands it over once at the end of the turn, or when a buffer is full.
 */
final class Outbox {

    private final ClientSink receiver;
    private @Nullable OutboundBuffer staging;

    Outbox(ClientSink receiver) {
        this.receiver = receiver;
    }

    OutboundBuffer reserve(int space) {
        OutboundBuffer current = staging;
        if (current != null && current.hasRoomFor(space)) {
            return current;
        }
        handOver();
        current = receiver.bytes().borrow(Math.max(space, OutboundQueue.STAGING_BYTES));
        current.addressTo(receiver);
        staging = current;
        return current;
    }

    boolean isEmpty() {
        return staging == null;
    }

    void handOver() {
        OutboundBuffer current = staging;
        if (current != null) {
            staging = null;
            receiver.expect(current);
        }
    }
}
