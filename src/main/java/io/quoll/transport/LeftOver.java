package io.quoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a frame whose rest has not come yet. Holds memory only while there is one. Used by the connection's loop.
 */
final class LeftOver {

    private @Nullable ByteBuf kept;

    boolean isEmpty() {
        return kept == null;
    }

    int length() {
        return kept == null ? 0 : kept.readableBytes();
    }

    /** Copies what is kept to the beginning of the buffer, and keeps it. */
    int copyTo(ByteBuffer target) {
        if (kept == null) {
            return 0;
        }
        int length = kept.readableBytes();
        kept.getBytes(kept.readerIndex(), target.limit(length).position(0));
        target.clear();
        return length;
    }

    void keep(ByteBuffer source, int from, int end) {
        drop();
        if (from < end) {
            ByteBuf room = PooledByteBufAllocator.DEFAULT.directBuffer(end - from);
            source.limit(end).position(from);
            room.writeBytes(source);
            source.clear();
            kept = room;
        }
    }

    void drop() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }
}
