package io.quoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where a loop reads all its sockets into, one after the other. What a connection could not use yet is put in front of its
 * next read. Used by its loop only.
 */
final class ReceiveBuffer {

    static final int CAPACITY = 64 * 1024;

    private final ByteBuffer bytes =
            ByteBuffer.allocateDirect(CAPACITY + Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuf view = Unpooled.wrappedBuffer(bytes.slice(0, CAPACITY));

    ByteBuffer bytes() {
        return bytes;
    }

    boolean isBehind(Object read) {
        return read == view;
    }

    /** The buffer for Netty to read into, behind the bytes that are left from before. Netty releases it once. */
    ByteBuf behind(LeftOver left) {
        view.setIndex(0, left.copyTo(bytes));
        return view.retain();
    }
}
