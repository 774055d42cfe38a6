package io.quoll.jetstream.snapshot;

import io.quoll.storage.compression.DamagedBlockException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads an archive that comes in pieces, see {@link ArchiveWriter}. Holds the entry that is not whole yet, which may have at most
 * so many bytes as it was told. One thread.
 */
final class ArchiveReader {

    private static final int MOST_NAME = 1 << 16;
    private static final int MOST_VARINT = 10;

    private final long mostBytes;
    private byte[] held = new byte[1 << 16];
    private int heldBytes;
    private int at;
    private boolean begun;
    private boolean ended;

    /** Gets entries. */
    @FunctionalInterface
    interface Receiver {
        /**
         * An entry.
         *
         * @param sequence 0 for what is no message
         */
        void take(String name, long timeNanos, long sequence, byte[] headers, byte[] payload)
                throws DamagedBlockException;
    }

    /** @param mostBytes the largest headers and payload together */
    ArchiveReader(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Whether the entry that says that there are no more was read. */
    boolean isEnded() {
        return ended;
    }

    /** The next bytes; entries that are whole now go to the receiver. */
    void read(byte[] bytes, int length, Receiver receiver) throws DamagedBlockException {
        hold(bytes, length);
        at = 0;
        if (!begun && heldBytes >= ArchiveWriter.MAGIC.length) {
            if (!Arrays.equals(
                    held, 0, ArchiveWriter.MAGIC.length, ArchiveWriter.MAGIC, 0, ArchiveWriter.MAGIC.length)) {
                throw new DamagedBlockException("it is no archive of messages as nats-server 2.15 writes it");
            }
            begun = true;
            at = ArchiveWriter.MAGIC.length;
        }
        int next = at;
        while (begun && entry(receiver)) {
            next = at;
        }
        System.arraycopy(held, next, held, 0, heldBytes - next);
        heldBytes -= next;
    }

    private void hold(byte[] bytes, int length) {
        if (heldBytes + length > held.length) {
            held = Arrays.copyOf(held, Math.max(heldBytes + length, 2 * held.length));
        }
        System.arraycopy(bytes, 0, held, heldBytes, length);
        heldBytes += length;
    }

    /** Whether there was a whole one. */
    private boolean entry(Receiver receiver) throws DamagedBlockException {
        long[] numbers = new long[5];
        for (int i = 0; i < numbers.length; i++) {
            int size = varintSize();
            if (size == 0) {
                return false;
            }
            numbers[i] = varint(size);
        }
        long nameLength = numbers[0];
        long headerLength = numbers[3];
        long payloadLength = numbers[4];
        if (nameLength < 0 || nameLength > MOST_NAME) {
            throw new DamagedBlockException("a name in the archive is too long");
        }
        if (headerLength < 0
                || payloadLength < 0
                || headerLength > mostBytes
                || payloadLength > mostBytes - headerLength) {
            throw new DamagedBlockException("message sequence " + numbers[2] + " exceeds maximum payload size");
        }
        int length = (int) (nameLength + headerLength + payloadLength);
        if (heldBytes - at < length) {
            return false;
        }
        if (ended) {
            throw new DamagedBlockException("the archive goes on behind its end");
        }
        int headersAt = at + (int) nameLength;
        int payloadAt = headersAt + (int) headerLength;
        String name = new String(held, at, (int) nameLength, StandardCharsets.UTF_8);
        byte[] headers = Arrays.copyOfRange(held, headersAt, payloadAt);
        byte[] payload = Arrays.copyOfRange(held, payloadAt, at + length);
        at += length;
        if (length == 0 && numbers[2] == 0) {
            ended = true;
        } else {
            receiver.take(name, numbers[1] >>> 1 ^ -(numbers[1] & 1), numbers[2], headers, payload);
        }
        return true;
    }

    /** How many bytes the number has, 0 if it is not whole. */
    private int varintSize() throws DamagedBlockException {
        for (int i = 0; i < MOST_VARINT && at + i < heldBytes; i++) {
            if (held[at + i] >= 0) {
                return i + 1;
            }
        }
        if (heldBytes - at >= MOST_VARINT) {
            throw new DamagedBlockException("a number in the archive is too long");
        }
        return 0;
    }

    private long varint(int size) {
        long number = 0;
        for (int i = 0; i < size; i++) {
            number |= (long) (held[at + i] & 0x7F) << 7 * i;
        }
        at += size;
        return number;
    }
}
