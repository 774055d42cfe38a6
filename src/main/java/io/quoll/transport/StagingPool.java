package io.quoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.quoll.connection.OutboundBuffer;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * Buffers in which frames are staged, small ones and full-sized ones, lent and taken back by all loops. A buffer comes back
 * by itself when Netty has written it. Keeps a number of each size; more go back to Netty's allocator, as do those made larger
 * for one large message.
 */
final class StagingPool {

    private final Shelf small = new Shelf(2 * 1024, 512);
    private final Shelf full = new Shelf(64 * 1024 + 2 * Publication.SLACK, 128);

    OutboundBuffer borrow(int atLeast) {
        if (atLeast <= small.capacity) {
            return small.take();
        }
        return atLeast <= full.capacity ? full.take() : new Staged(atLeast);
    }

    void giveBack(OutboundBuffer buffer) {
        Staged staged = (Staged) buffer;
        staged.clear();
        int capacity = staged.bytes().capacity();
        if (!(capacity == small.capacity && small.put(staged)) && !(capacity == full.capacity && full.put(staged))) {
            staged.memory.release();
        }
    }

    /** What Netty is to write: the buffer's staged bytes. */
    static ByteBuf written(OutboundBuffer buffer) {
        return ((Staged) buffer).view.over(buffer.length());
    }

    /** The idle buffers of one size, the one used last on top. */
    private final class Shelf {
        private final int capacity;
        private final int mostIdle;
        private final ArrayDeque<Staged> idle = new ArrayDeque<>();

        Shelf(int capacity, int mostIdle) {
            this.capacity = capacity;
            this.mostIdle = mostIdle;
        }

        Staged take() {
            synchronized (idle) {
                Staged staged = idle.pollLast();
                if (staged != null) {
                    return staged;
                }
            }
            return new Staged(capacity);
        }

        boolean put(Staged staged) {
            synchronized (idle) {
                boolean hasRoom = idle.size() < mostIdle;
                if (hasRoom) {
                    idle.addLast(staged);
                }
                return hasRoom;
            }
        }
    }

    private final class Staged extends OutboundBuffer {
        private final ByteBuf memory;
        private final View view;

        Staged(int capacity) {
            this(PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity), capacity);
        }

        private Staged(ByteBuf memory, int capacity) {
            super(memory.nioBuffer(0, capacity).order(ByteOrder.LITTLE_ENDIAN));
            this.memory = memory;
            this.view = new View(this, bytes());
        }
    }

    /** The buffer as Netty sees it; giving it back is what Netty's last release does. */
    private final class View extends UnpooledDirectByteBuf {
        private final Staged staged;

        View(Staged staged, ByteBuffer bytes) {
            super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes.capacity());
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
