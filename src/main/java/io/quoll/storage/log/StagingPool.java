package io.quoll.storage.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;

/** Buffers in which records wait for their file; a stream that is idle holds none. Any thread. Keeps at most a few. */
final class StagingPool {

    static final int BUFFER_SIZE = 256 << 10;
    private static final int KEPT = 16;

    private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer != null ? buffer : ByteBuffer.allocateDirect(BUFFER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    }

    void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() == BUFFER_SIZE) {
            buffer.clear();
            free.offer(buffer);
        }
    }
}
