package io.quoll.jetstream.consumer;

import io.quoll.message.DecimalDigits;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the subjects by which messages are to be acknowledged. For one thread. */
final class AckReply {

    private static final int NUMBERS = 5 * 20 + 5;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(1024).order(ByteOrder.LITTLE_ENDIAN);
    private int length;

    /**
     * @param prefix everything before the numbers, with a dot behind
     */
    AckReply write(byte[] prefix, long deliveries, long sequence, long consumerSequence, long timeNanos, long pending) {
        if (bytes.capacity() < prefix.length + NUMBERS + Publication.SLACK) {
            bytes = ByteBuffer.allocateDirect(prefix.length + NUMBERS + Publication.SLACK)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        bytes.put(0, prefix);
        length = prefix.length;
        number(deliveries);
        dot();
        number(sequence);
        dot();
        number(consumerSequence);
        dot();
        number(timeNanos);
        dot();
        number(Math.max(0, pending));
        return this;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void dot() {
        bytes.put(length++, (byte) '.');
    }

    private void number(long value) {
        length = DecimalDigits.put(bytes, length, value);
    }
}
