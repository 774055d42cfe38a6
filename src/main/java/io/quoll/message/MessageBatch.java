package io.quoll.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages back to back in one array, for receivers that take them many at a time. Filled by one thread and then handed to
 * another; after that it is only read, by one reader at a time.
 *
 * <pre>
 *   ┌──────────┬────────┬────────┬───────────┬─────────┬───────────┬─────────┬───────┬─────────┬─────────┐
 *   │ length 4 │ kind 1 │ zero 1 │ subject 2 │ reply 2 │ headers 4 │ subject │ reply │ headers │ payload │
 *   └──────────┴────────┴────────┴───────────┴─────────┴───────────┴─────────┴───────┴─────────┴─────────┘
 * </pre>
 *
 * Numbers are big-endian lengths in bytes; the first counts everything behind itself. Frames of kind {@link #MESSAGE} stand
 * in a batch; others use the same layout where batches go over a network.
 */
public final class MessageBatch {

    /** The kind of a frame that holds a message. */
    public static final byte MESSAGE = 1;

    /** Everything in front of the subject. */
    public static final int FRAME_HEAD = 14;

    /** The most bytes of a batch, unless a single message is larger. */
    public static final int FULL = 64 * 1024;

    private static final int FIRST_CAPACITY = 1024;
    private static final int LENGTH = 4;
    private static final int LONGEST_SUBJECT = 0xFFFF;

    private ByteBuffer bytes = ByteBuffer.allocate(0).order(ByteOrder.BIG_ENDIAN);
    private int length;
    private int count;
    private long missedBefore;
    private int frame;
    private int next;

    /** Whether the message can be appended without making the batch too large. */
    public boolean hasRoomFor(Publication message) {
        return length == 0 || length + sizeOf(message) <= FULL;
    }

    private static int sizeOf(Publication message) {
        return FRAME_HEAD + message.subjectLength() + message.replyLength() + message.bodyLength();
    }

    /**
     * Copies the message behind the others.
     *
     * @return false for a subject or reply subject longer than a frame can say
     */
    public boolean append(Publication message) {
        if (message.subjectLength() > LONGEST_SUBJECT || message.replyLength() > LONGEST_SUBJECT) {
            return false;
        }
        int size = sizeOf(message);
        ensure(length + size);
        int at = writeHead(size, MESSAGE, message.subjectLength(), message.replyLength(), message.headerLength());
        ByteBuffer in = message.bytes();
        bytes.put(at, in, message.subjectStart(), message.subjectLength());
        at += message.subjectLength();
        bytes.put(at, in, message.replyStart(), message.replyLength());
        at += message.replyLength();
        bytes.put(at, in, message.bodyStart(), message.bodyLength());
        length += size;
        count++;
        return true;
    }

    private int writeHead(int size, byte kind, int subjectLength, int replyLength, int headerLength) {
        bytes.putInt(length, size - LENGTH);
        bytes.put(length + 4, kind);
        bytes.put(length + 5, (byte) 0);
        bytes.putShort(length + 6, (short) subjectLength);
        bytes.putShort(length + 8, (short) replyLength);
        bytes.putInt(length + 10, headerLength);
        return length + FRAME_HEAD;
    }

    private void ensure(int capacity) {
        if (bytes.capacity() < capacity) {
            int grown = Math.max(capacity, Math.max(FIRST_CAPACITY, bytes.capacity() * 2));
            bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), grown));
        }
    }

    /** Whether both together are no larger than a batch should be. */
    public boolean hasRoomFor(MessageBatch other) {
        return other.missedBefore == 0 && length + other.length <= FULL;
    }

    /** Copies all of another batch behind this one. */
    public void append(MessageBatch other) {
        ensure(length + other.length);
        bytes.put(length, other.bytes, 0, other.length);
        length += other.length;
        count += other.count;
    }

    /** How many messages it holds. */
    public int count() {
        return count;
    }

    /** How many bytes it holds. */
    public int size() {
        return length;
    }

    /** How many messages were left out between the batch before and this one. */
    public long missedBefore() {
        return missedBefore;
    }

    public void missedBefore(long messages) {
        this.missedBefore = messages;
    }

    /** The array it keeps, of which the first {@link #size} bytes count; never to be written to. */
    public byte[] array() {
        return bytes.array();
    }

    /** Moves to the next message, to the first one at first; false if there is none. */
    public boolean next() {
        if (next >= length) {
            frame = 0;
            next = 0;
            return false;
        }
        frame = next;
        next = frame + LENGTH + bytes.getInt(frame);
        return true;
    }

    public int subjectStart() {
        return frame + FRAME_HEAD;
    }

    public int subjectLength() {
        return bytes.getShort(frame + 6) & 0xFFFF;
    }

    public int replyStart() {
        return subjectStart() + subjectLength();
    }

    public int replyLength() {
        return bytes.getShort(frame + 8) & 0xFFFF;
    }

    public int headerStart() {
        return replyStart() + replyLength();
    }

    public int headerLength() {
        return bytes.getInt(frame + 10);
    }

    public int payloadStart() {
        return headerStart() + headerLength();
    }

    public int payloadLength() {
        return next - payloadStart();
    }

    public Headers headers() {
        int start = headerStart();
        return headerLength() == 0
                ? Headers.NONE
                : Headers.parse(Arrays.copyOfRange(bytes.array(), start, start + headerLength()));
    }

    /** The message the batch is at, as one of its own. */
    public Message message() {
        byte[] array = bytes.array();
        String subject = new String(array, subjectStart(), subjectLength(), StandardCharsets.UTF_8);
        @Nullable
        String reply =
                replyLength() == 0 ? null : new String(array, replyStart(), replyLength(), StandardCharsets.UTF_8);
        int payload = payloadStart();
        return new Message(subject, reply, headers(), Arrays.copyOfRange(array, payload, payload + payloadLength()));
    }
}
