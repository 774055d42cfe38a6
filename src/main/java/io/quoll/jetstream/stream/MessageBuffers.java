package io.quoll.jetstream.stream;

import io.quoll.message.MessageBuffer;
import java.util.ArrayDeque;

/** Idle buffers in which lanes stage what streams are to get. Any thread; keeps {@value #MOST_IDLE}. */
final class MessageBuffers {

    private static final int MOST_IDLE = 32;

    /** As much as a lane reads in one turn: large messages would wake a stream for a few of them each otherwise. */
    private static final int FULL_BYTES = 256 * 1024;

    private final ArrayDeque<MessageBuffer> idle = new ArrayDeque<>();

    MessageBuffer borrow() {
        synchronized (idle) {
            MessageBuffer buffer = idle.pollLast();
            if (buffer != null) {
                return buffer;
            }
        }
        return new MessageBuffer(FULL_BYTES);
    }

    void giveBack(MessageBuffer buffer) {
        buffer.clear();
        synchronized (idle) {
            if (idle.size() < MOST_IDLE) {
                idle.addLast(buffer);
            }
        }
    }
}
