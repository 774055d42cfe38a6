package io.quoll.storage.segment;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;

/**
 * The bytes of a record, little-endian, beginning at a multiple of eight.
 *
 * <pre>
 *  0        4        8                16               24               32   34  35  36       40
 *  | CRC32C | size   | sequence       | time           | expires        | sl |ty|fl| hl     | subject | headers | payload |
 *           |------------------------------ what the checksum covers -----------------------------------------------------|
 * </pre>
 *
 * {@code size} is all of it without the zeros that fill up to the next multiple of eight, {@code sl} and {@code hl} are the
 * lengths of subject and headers, {@code ty} the kind of record, {@code fl} flags: {@value #COMPRESSED} and {@value
 * #ENCRYPTED} are kept free for a body that is not as the publisher sent it. Times are nanoseconds since the epoch, {@code
 * expires} is 0 for never.
 */
public final class RecordFormat {

    public static final int CRC_AT = 0;
    public static final int SIZE_AT = 4;
    public static final int SEQUENCE_AT = 8;
    public static final int TIME_AT = 16;
    public static final int EXPIRES_AT = 24;
    public static final int SUBJECT_LENGTH_AT = 32;
    public static final int KIND_AT = 34;
    public static final int FLAGS_AT = 35;
    public static final int HEADER_LENGTH_AT = 36;
    public static final int HEADER_SIZE = 40;

    /** A message. */
    public static final byte MESSAGE = 1;

    /** A message whose bytes were overwritten; the sequence is no longer there. */
    public static final byte ERASED = 2;

    /** Sequences that were removed, eight bytes each, as body. */
    public static final byte REMOVAL = 3;

    /** Everything before its sequence was removed. */
    public static final byte FLOOR = 4;

    /** Its sequence is the next to be given. */
    public static final byte SKIP = 5;

    public static final byte COMPRESSED = 1;
    public static final byte ENCRYPTED = 2;

    /** The longest subject that fits. */
    public static final int MAX_SUBJECT = 0xFFFF;

    private RecordFormat() {}

    /** What a record of that size takes up. */
    public static int padded(int size) {
        return (size + 7) & ~7;
    }

    public static int sizeOf(Publication message) {
        return HEADER_SIZE + message.subjectLength() + message.bodyLength();
    }

    /** Everything but the checksum, and the zeros behind. */
    public static void putMessage(
            ByteBuffer to, int at, long sequence, Publication message, long timeNanos, long expiresAtNanos) {
        int subjectLength = message.subjectLength();
        int size = HEADER_SIZE + subjectLength + message.bodyLength();
        putHeader(to, at, size, sequence, timeNanos, expiresAtNanos, subjectLength, MESSAGE, message.headerLength());
        ByteBuffer from = message.bytes();
        to.put(at + HEADER_SIZE, from, message.subjectStart(), subjectLength);
        to.put(at + HEADER_SIZE + subjectLength, from, message.bodyStart(), message.bodyLength());
        fillUp(to, at, size);
    }

    public static void putHeader(
            ByteBuffer to,
            int at,
            int size,
            long sequence,
            long timeNanos,
            long expiresAtNanos,
            int subjectLength,
            byte kind,
            int headerLength) {
        to.putInt(at + SIZE_AT, size);
        to.putLong(at + SEQUENCE_AT, sequence);
        to.putLong(at + TIME_AT, timeNanos);
        to.putLong(at + EXPIRES_AT, expiresAtNanos);
        to.putInt(at + SUBJECT_LENGTH_AT, subjectLength | kind << 16);
        to.putInt(at + HEADER_LENGTH_AT, headerLength);
    }

    public static void fillUp(ByteBuffer to, int at, int size) {
        for (int i = size; i < padded(size); i++) {
            to.put(at + i, (byte) 0);
        }
    }
}
