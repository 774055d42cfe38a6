package io.quoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.quoll.connection.OutboundBuffer;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * Buffers in which frames are staged, lent and taken back by all loops. A buffer comes back by itself when Netty has written
 * it. Keeps up to {@link #MOST_IDLE} of them; more are freed, as are those made larger for one large message.
 */
final class StagingPool {

    private static final int USUAL_BYTES = 64 * 1024 + Publication.SLACK;
    private static final int MOST_IDLE = 128;

    private final ArrayDeque<Staged> idle = new ArrayDeque<>();

    OutboundBuffer borrow(int atLeast) {
        if (atLeast <= USUAL_BYTES) {
            synchronized (idle) {
                Staged staged = idle.pollLast();
                if (staged != null) {
                    return staged;
                }
            }
        }
        return new Staged(
                ByteBuffer.allocateDirect(Math.max(atLeast, USUAL_BYTES)).order(ByteOrder.LITTLE_ENDIAN));
    }

    void giveBack(OutboundBuffer buffer) {
        buffer.clear();
        if (buffer.bytes().capacity() == USUAL_BYTES) {
            synchronized (idle) {
                if (idle.size() < MOST_IDLE) {
                    idle.addLast((Staged) buffer);
                }
            }
        }
    }

    /** What Netty is to write: the buffer's staged bytes. */
    static ByteBuf written(OutboundBuffer buffer) {
        return ((Staged) buffer).view.over(buffer.length());
    }

    private final class Staged extends OutboundBuffer {
        private final View view;

        Staged(ByteBuffer bytes) {
            super(bytes);
            this.view = new View(this);
        }
    }

    /** The buffer as Netty sees it; giving it back is what Netty's last release does. */
    private final class View extends UnpooledDirectByteBuf {
        private final Staged staged;

        View(Staged staged) {
            super(
                    UnpooledByteBufAllocator.DEFAULT,
                    staged.bytes(),
                    staged.bytes().capacity());
            this.staged = staged;
        }

        ByteBuf over(int length) {
            resetRefCnt();
            return setIndex(0, length);
        }

        @Override
        protected void deallocate() {
            giveBack(staged);
        }
    }
}
