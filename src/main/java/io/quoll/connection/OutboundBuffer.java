package io.quoll.connection;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes staged for one receiver. Lent by a {@link ByteSink}, filled by one thread, then handed back to be written; the sink
 * lends it again after that. Little-endian, direct.
 *
 * <p>A buffer filled on another loop than the receiver's is also the task that takes it there, so that a hand-over costs no
 * object.
 */
public class OutboundBuffer implements Runnable {

    private final ByteBuffer bytes;
    private final int capacity;
    private int length;
    private @Nullable ClientSink receiver;
    private long messages;
    private long messageBytes;

    protected OutboundBuffer(ByteBuffer bytes) {
        this.bytes = bytes;
        this.capacity = bytes.capacity();
    }

    public final ByteBuffer bytes() {
        return bytes;
    }

    /** How many bytes are staged. */
    public final int length() {
        return length;
    }

    final void length(int newLength) {
        this.length = newLength;
    }

    /** To be called before the buffer is lent again. */
    public final void clear() {
        length = 0;
        receiver = null;
        messages = 0;
        messageBytes = 0;
    }

    final boolean hasRoomFor(int more) {
        return capacity - length >= more;
    }

    final void append(byte[] more) {
        bytes.put(length, more);
        length += more.length;
    }

    /** Appends what is staged in another buffer, counts included. */
    final void append(OutboundBuffer other) {
        bytes.put(length, other.bytes, 0, other.length);
        length += other.length;
        messages += other.messages;
        messageBytes += other.messageBytes;
    }

    final void addressTo(ClientSink sink) {
        this.receiver = sink;
    }

    final void countMessage(int size) {
        messages++;
        messageBytes += size;
    }

    final long messages() {
        return messages;
    }

    final long messageBytes() {
        return messageBytes;
    }

    /** Arrives on the receiver's loop. */
    @Override
    public final void run() {
        ClientSink sink = receiver;
        if (sink == null) {
            throw new IllegalStateException("a buffer without receiver was handed over");
        }
        sink.takeOver(this);
    }
}
