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
 * Numbers are big-endian lengths in bytes; the first counts everything behind itself. Frames of kind {@link #MESSAGE} and
 * {@link #STORED} stand in a batch; others use the same layout where batches go over a network.
 *
 * <p>A stored message has its sequence (8) and its time in nanoseconds since the epoch (8) between the lengths and the subject.
 * If a consumer has delivered it, the byte behind the kind says how often, up to 255, and what acknowledges it stands in place
 * of a reply subject.
 */
public final class MessageBatch {

    /** The kind of a frame that holds a message. */
    public static final byte MESSAGE = 1;

    /** The kind of a frame that holds a message of a stream. */
    public static final byte STORED = 6;

    /** Everything in front of the subject, of a stored message in front of its sequence. */
    public static final int FRAME_HEAD = 14;

    /** Everything in front of the subject of a stored message. */
    public static final int STORED_HEAD = FRAME_HEAD + 2 * Long.BYTES;

    /** The most bytes of a batch, unless a single message is larger. */
    public static final int FULL = 64 * 1024;

    private static final int FIRST_CAPACITY = 1024;
    private static final int MOST_DELIVERIES = 255;
    private static final int LENGTH = 4;
    private static final int LONGEST_SUBJECT = 0xFFFF;

    private ByteBuffer bytes = ByteBuffer.allocate(0).order(ByteOrder.BIG_ENDIAN);
    private int length;
    private int count;
    private long missedBefore;
    private long snapshotEnd;
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
        int at = writeHead(size, MESSAGE, 0, message.subjectLength(), message.replyLength(), message.headerLength());
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

    /**
     * Copies a message of a stream behind the others; it has no reply subject.
     *
     * @return false for a subject longer than a frame can say
     */
    public boolean append(Publication message, long sequence, long timeNanos) {
        if (message.subjectLength() > LONGEST_SUBJECT) {
            return false;
        }
        int size = STORED_HEAD + message.subjectLength() + message.bodyLength();
        ensure(length + size);
        writeHead(size, STORED, 0, message.subjectLength(), 0, message.headerLength());
        int at = writePlace(sequence, timeNanos);
        bytes.put(at, message.bytes(), message.subjectStart(), message.subjectLength());
        at += message.subjectLength();
        bytes.put(at, message.bytes(), message.bodyStart(), message.bodyLength());
        length += size;
        count++;
        return true;
    }

    /**
     * Copies the message that another batch is at behind the others, as one that a consumer has delivered.
     *
     * @param token what acknowledges it
     */
    public void append(MessageBatch from, byte[] token, long deliveries, long sequence, long timeNanos) {
        int body = from.next - from.headerStart();
        int size = STORED_HEAD + from.subjectLength() + token.length + body;
        ensure(length + size);
        int times = (int) Math.min(MOST_DELIVERIES, deliveries);
        writeHead(size, STORED, times, from.subjectLength(), token.length, from.headerLength());
        int at = writePlace(sequence, timeNanos);
        bytes.put(at, from.bytes, from.subjectStart(), from.subjectLength());
        at += from.subjectLength();
        bytes.put(at, token);
        at += token.length;
        bytes.put(at, from.bytes, from.headerStart(), body);
        length += size;
        count++;
    }

    private int writePlace(long sequence, long timeNanos) {
        bytes.putLong(length + FRAME_HEAD, sequence);
        bytes.putLong(length + FRAME_HEAD + Long.BYTES, timeNanos);
        return length + STORED_HEAD;
    }

    private int writeHead(int size, byte kind, int deliveries, int subjectLength, int replyLength, int headerLength) {
        bytes.putInt(length, size - LENGTH);
        bytes.put(length + 4, kind);
        bytes.put(length + 5, (byte) deliveries);
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

    /**
     * Where a snapshot of the last message of each subject ends, of which these messages are a part; 0 if they are not. Whoever
     * goes on behind one of them has to know.
     */
    public long snapshotEnd() {
        return snapshotEnd;
    }

    public void snapshotEnd(long sequence) {
        this.snapshotEnd = sequence;
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

    /** Goes back in front of the first message. */
    public void rewind() {
        frame = 0;
        next = 0;
    }

    /** Whether the message comes out of a stream, and so has a sequence and a time. */
    public boolean isStored() {
        return bytes.get(frame + 4) == STORED;
    }

    /** How often a consumer has delivered the stored message, at most 255; 0 if none has. */
    public int deliveries() {
        return bytes.get(frame + 5) & 0xFF;
    }

    /** The place of a stored message in its stream. */
    public long sequence() {
        return bytes.getLong(frame + FRAME_HEAD);
    }

    /** When a stored message was stored, in nanoseconds since the epoch. */
    public long timeNanos() {
        return bytes.getLong(frame + FRAME_HEAD + Long.BYTES);
    }

    public int subjectStart() {
        return frame + (isStored() ? STORED_HEAD : FRAME_HEAD);
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
