package io.quoll.connection;

/**
 * Where a connection's bytes go and whence they come: a socket, as far as a connection knows one. All calls but {@link
 * #borrow} are made on the connection's loop.
 */
public interface ByteSink {

    /** An empty buffer with room for at least so many bytes. Any thread. */
    OutboundBuffer borrow(int atLeast);

    /** Gives back a buffer that was not handed over. Any thread. */
    void giveBack(OutboundBuffer buffer);

    /** Takes the buffer over and writes it as soon as the network takes it. */
    void write(OutboundBuffer buffer);

    /** How many of the bytes taken over are not yet written. */
    long unwrittenBytes();

    /** Calls {@link ClientConnection#onDrained} once everything taken over so far is written. */
    void notifyDrained();

    void pauseReading();

    void resumeReading();

    /**
     * Says why the connection is about to end, in the transport's own way and behind what was taken over. A plain socket has
     * none.
     */
    default void sayGoodbye(CloseReason reason) {}

    /** Ends the connection when what was taken over is written, or after a short while. */
    void closeWhenWritten();

    /**
     * As {@link #closeWhenWritten}, but then resets the connection, so that a client in the middle of sending stops; clients
     * know this from nats-server.
     */
    void resetWhenWritten();

    /** Ends the connection at once. */
    void closeNow();
}
