package io.quoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A frame too long for the loop's receive buffer, while it arrives. Grows with what has come, not with what was announced,
 * so that an announcement alone costs nothing. Used by the connection's loop.
 */
final class LargeFrame {

    private final int length;
    private ByteBuf memory;
    private ByteBuffer bytes;
    private int filled;

    LargeFrame(int length) {
        this.length = length;
        this.memory = memory(Math.min(length, 2 * ReceiveBuffer.CAPACITY));
        this.bytes = view(memory);
    }

    private static ByteBuf memory(int capacity) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(capacity + Publication.SLACK);
    }

    private static ByteBuffer view(ByteBuf memory) {
        return memory.nioBuffer(0, memory.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Takes as much as the frame needs; returns how much that was. */
    int take(ByteBuffer source, int from, int end) {
        int taken = Math.min(end - from, length - filled);
        int needed = filled + taken;
        if (needed > bytes.capacity() - Publication.SLACK) {
            grow(Math.min(length, Math.max(needed, 2 * bytes.capacity())));
        }
        bytes.put(filled, source, from, taken);
        filled = needed;
        return taken;
    }

    private void grow(int capacity) {
        ByteBuf larger = memory(capacity);
        ByteBuffer largerBytes = view(larger);
        largerBytes.put(0, bytes, 0, filled);
        memory.release();
        memory = larger;
        bytes = largerBytes;
    }

    boolean isComplete() {
        return filled == length;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void release() {
        memory.release();
    }
}
