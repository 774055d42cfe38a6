package io.quoll.jetstream.stream;

import io.quoll.message.MessageBuffer;
import java.util.ArrayDeque;

/**
 * Idle buffers in which lanes stage what streams are to get. Any thread; keeps as many bytes as it is told. They should be as
 * many as publishers have underway: a buffer that is let go and made anew costs more than what is copied into it.
 */
final class MessageBuffers {

    private static final long LEAST_KEPT = 4 << 20;
    private static final long MOST_KEPT = 32 << 20;

    private final ArrayDeque<MessageBuffer> idle = new ArrayDeque<>();
    private final long most;
    private long kept;

    /** Keeps a hundredth of what the heap may have, from 4 to 32 MB. */
    MessageBuffers() {
        this(Math.max(LEAST_KEPT, Math.min(MOST_KEPT, Runtime.getRuntime().maxMemory() / 100)));
    }

    /** @param most how many bytes are kept */
    MessageBuffers(long most) {
        this.most = most;
    }

    MessageBuffer borrow() {
        synchronized (idle) {
            MessageBuffer buffer = idle.pollLast();
            if (buffer != null) {
                kept -= buffer.capacity();
                return buffer;
            }
        }
        return new MessageBuffer();
    }

    void giveBack(MessageBuffer buffer) {
        buffer.clear();
        synchronized (idle) {
            if (kept + buffer.capacity() <= most) {
                kept += buffer.capacity();
                idle.addLast(buffer);
            }
        }
    }
}
