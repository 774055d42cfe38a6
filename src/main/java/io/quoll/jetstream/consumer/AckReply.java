package io.quoll.jetstream.consumer;

import io.quoll.message.DecimalDigits;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the subjects by which messages are to be acknowledged. For one thread. */
final class AckReply {

    private static final int NUMBERS = 5 * 20 + 5;
    private static final long NANOS = 1_000_000_000L;
    private static final int NANO_DIGITS = 9;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(1024).order(ByteOrder.LITTLE_ENDIAN);
    private int length;

    /** The seconds of the last message and their digits: messages that stand together mostly share them. */
    private long lastSeconds = -1;

    private final byte[] secondDigits = new byte[DecimalDigits.MOST];
    private int secondLength;

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
        time(timeNanos);
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

    private void time(long nanos) {
        long seconds = nanos / NANOS;
        if (seconds == 0) {
            number(nanos);
            return;
        }
        if (seconds != lastSeconds) {
            int end = DecimalDigits.put(bytes, length, seconds);
            secondLength = end - length;
            bytes.get(length, secondDigits, 0, secondLength);
            lastSeconds = seconds;
        }
        bytes.put(length, secondDigits, 0, secondLength);
        length += secondLength;
        // With a one before them, so that zeros in front are written, too; then that is overwritten.
        byte before = bytes.get(length - 1);
        DecimalDigits.put(bytes, length - 1, NANOS + (nanos - seconds * NANOS));
        bytes.put(length - 1, before);
        length += NANO_DIGITS;
    }

    private void number(long value) {
        length = DecimalDigits.put(bytes, length, value);
    }
}
