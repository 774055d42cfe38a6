package io.quoll.jetstream.stream;

import io.quoll.message.MessageBuffer;
import java.util.ArrayDeque;

/** Idle buffers in which lanes stage what streams are to get. Any thread; keeps {@value #MOST_IDLE}. */
final class MessageBuffers {

    private static final int MOST_IDLE = 64;

    private final ArrayDeque<MessageBuffer> idle = new ArrayDeque<>();

    MessageBuffer borrow() {
        synchronized (idle) {
            MessageBuffer buffer = idle.pollLast();
            if (buffer != null) {
                return buffer;
            }
        }
        return new MessageBuffer();
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
