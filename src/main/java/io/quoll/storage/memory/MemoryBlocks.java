package io.quoll.storage.memory;

import io.quoll.message.Publication;
import io.quoll.storage.StorageException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Memory beside the heap for segments that are large: what is kept for long would be moved about by the collector again and
 * again. A block that is given back waits to serve again, as touching a page for the first time costs more than writing to it;
 * one that nobody wanted for long is the collector's. Any thread. Bounded by what the virtual machine grants, of which the
 * buffers of clients live too.
 */
final class MemoryBlocks {

    /** What a block holds, beside the slack behind it. */
    static final int SIZE = 1 << 20;

    private static final String FULL = "no memory left for messages";

    private final Queue<SoftReference<ByteBuffer>> idle = new ConcurrentLinkedQueue<>();
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
        ByteBuffer block = bytes == SIZE ? nextIdle() : null;
        return block != null ? block : allocate(bytes);
    }

    private @Nullable ByteBuffer nextIdle() {
        for (SoftReference<ByteBuffer> next = idle.poll(); next != null; next = idle.poll()) {
            ByteBuffer block = next.get();
            if (block != null) {
                return block;
            }
            reserved.addAndGet(-SIZE);
        }
        return null;
    }

    private ByteBuffer allocate(int bytes) {
        while (reserved.addAndGet(bytes) > most.getAsLong()) {
            reserved.addAndGet(-bytes);
            // Something larger than a block: as many as wait make room for it.
            if (nextIdle() == null) {
                throw new StorageException.OutOfSpace(FULL, null);
            }
            reserved.addAndGet(-SIZE);
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
        if (bytes == SIZE) {
            idle.add(new SoftReference<>(block));
        } else {
            reserved.addAndGet(-bytes);
        }
    }
}
