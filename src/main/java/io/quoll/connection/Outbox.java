package io.quoll.connection;

/**
 * What one loop has staged, in its present turn, for a client of another loop. Belongs to the producing loop, which hands it
 * over once at the end of the turn, or when a buffer is full.
 */
final class Outbox extends StagingArea {

    private final ClientSink receiver;

    Outbox(ClientSink receiver) {
        super(receiver.bytes());
        this.receiver = receiver;
    }

    @Override
    void handOver(OutboundBuffer buffer) {
        buffer.addressTo(receiver);
        receiver.expect(buffer);
    }
}
