package io.quoll.storage.memory;

import io.quoll.message.Publication;
import io.quoll.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Memory beside the heap for segments that are large: what is kept for long would be moved about by the collector again and
 * again. A block that is given back serves again, and at most {@value #MOST_IDLE} wait for that; others are left to the
 * collector. Any thread. Bounded by what the virtual machine grants, of which the buffers of clients live too.
 */
final class MemoryBlocks {

    /** What a block holds, beside the slack behind it. */
    static final int SIZE = 1 << 20;

    private static final int MOST_IDLE = 256;
    private static final String FULL = "no memory left for messages";

    private final ArrayBlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(MOST_IDLE);
    private final AtomicLong reserved = new AtomicLong();
    private final LongSupplier most;

    /** All but an eighth of what the virtual machine grants: as much as the heap may have, unless it is told otherwise. */
    MemoryBlocks() {
        this(() -> Runtime.getRuntime().maxMemory() / 8 * 7);
    }

    /** @param most how many bytes there may be in all */
    MemoryBlocks(LongSupplier most) {
        this.most = most;
    }

    /**
     * Memory for so many bytes, with whatever was in it.
     *
     * @param bytes what a block holds, or more, which is then allocated for once
     * @throws StorageException.OutOfSpace if there is no more of it
     */
    ByteBuffer take(int bytes) {
        ByteBuffer block = bytes == SIZE ? idle.poll() : null;
        return block != null ? block : allocate(bytes);
    }

    private ByteBuffer allocate(int bytes) {
        if (reserved.addAndGet(bytes) > most.getAsLong()) {
            reserved.addAndGet(-bytes);
            throw new StorageException.OutOfSpace(FULL, null);
        }
        try {
            return ByteBuffer.allocateDirect(bytes + Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
        } catch (OutOfMemoryError e) {
            reserved.addAndGet(-bytes);
            throw new StorageException.OutOfSpace(FULL, e);
        }
    }

    /** Nobody who reads from it believes what it reads any more. */
    void giveBack(ByteBuffer block) {
        int bytes = block.capacity() - Publication.SLACK;
        if (bytes != SIZE || !idle.offer(block)) {
            reserved.addAndGet(-bytes);
        }
    }
}
