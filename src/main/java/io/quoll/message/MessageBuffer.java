package io.quoll.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages one behind the other in one buffer, so that many of them pass from one thread to another as one thing. Filled by
 * one thread, handed over, then read by another; used again after {@link #clear}. Keeps nothing but bytes: a message costs no
 * object.
 *
 * <pre>
 *   |subject|' '|reply|' '|header size|' '|size|CRLF|headers|payload|CRLF|  next message ...  |slack|
 *            '------------------------- tail ----------------------------'
 * </pre>
 *
 * Each message stands there as a publisher would have sent it, so that a receiver's frame takes its tail in one copy.
 */
public final class MessageBuffer {

    /**
     * What a buffer is meant to hold, so four messages of 16 KB; one message may be larger, and then the buffer grows for once.
     */
    public static final int FULL_BYTES = 66 * 1024;

    private static final int MOST_MESSAGES = 2048;
    private static final int FEWEST_BYTES = 4 * 1024;
    private static final int SIZES = "  \r\n\r\n ".length() + 2 * 10;

    private static final int SUBJECT_AT = 0;
    private static final int SUBJECT_LENGTH = 1;
    private static final int REPLY_AT = 2;
    private static final int REPLY_LENGTH = 3;
    private static final int BODY_AT = 4;
    private static final int HEADER_LENGTH = 5;
    private static final int BODY_LENGTH = 6;
    private static final int STRIDE = 7;

    private ByteBuffer bytes = allocate(FEWEST_BYTES);
    private int length;
    private int count;
    private int[] places = new int[16 * STRIDE];
    private long[] hashes = new long[16];
    /** Of the few messages that have any. */
    private @Nullable Map<Integer, Object> notes;

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocateDirect(capacity + 2 * Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    }

    public int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** How many bytes are in use. */
    public int length() {
        return length;
    }

    /** How much memory it takes. */
    public int capacity() {
        return bytes.capacity();
    }

    /** Whether it is time to hand it over. */
    public boolean isFull() {
        return length >= FULL_BYTES || count >= MOST_MESSAGES;
    }

    /** Whether a message of that size, everything included, is better put into another buffer. */
    public boolean isTooFullFor(int size) {
        return count > 0 && (length + size > FULL_BYTES || count >= MOST_MESSAGES);
    }

    /** An upper bound of what a message takes. */
    public static int spaceFor(Publication message) {
        return message.subjectLength() + message.replyLength() + message.bodyLength() + SIZES;
    }

    /** Empties it; what one large message took is let go. */
    public void clear() {
        length = 0;
        count = 0;
        notes = null;
        if (bytes.capacity() > 2 * FULL_BYTES) {
            bytes = allocate(FEWEST_BYTES);
        }
    }

    /** Copies the message as it is. */
    public void add(Publication message) {
        if (!message.hasTail()) {
            addUnder(message, message.bytes(), message.replyStart(), message.replyLength());
            return;
        }
        ByteBuffer from = message.bytes();
        int run = message.bodyStart() + message.bodyLength() + 2 - message.subjectStart();
        reserve(run);
        int at = length;
        int shift = at - message.subjectStart();
        copy(from, message.subjectStart(), run);
        placed(
                at,
                message.subjectLength(),
                message.subjectHash(),
                message.replyLength() == 0 ? 0 : message.replyStart() + shift,
                message.replyLength(),
                message.bodyStart() + shift,
                message.headerLength(),
                message.bodyLength());
    }

    /** Copies the message with another reply subject. */
    public void addUnder(Publication message, ByteBuffer replyFrom, int replyAt, int replyLength) {
        reserve(message.subjectLength() + replyLength + message.bodyLength() + SIZES);
        int subjectAt = length;
        copy(message.bytes(), message.subjectStart(), message.subjectLength());
        put(' ');
        int reply = length;
        if (replyLength > 0) {
            copy(replyFrom, replyAt, replyLength);
            put(' ');
        }
        sizes(message.headerLength(), message.bodyLength());
        int body = length;
        copy(message.bytes(), message.bodyStart(), message.bodyLength());
        crlf();
        placed(
                subjectAt,
                message.subjectLength(),
                message.subjectHash(),
                reply,
                replyLength,
                body,
                message.headerLength(),
                message.bodyLength());
    }

    /** Copies the message's subject and payload, or the subject only, with other headers and another reply subject. */
    public void addWith(
            Publication message,
            ByteBuffer reply,
            int replyLength,
            ByteBuffer headers,
            int headerLength,
            boolean payload) {
        int payloadLength = payload ? message.payloadLength() : 0;
        reserve(message.subjectLength() + replyLength + headerLength + payloadLength + SIZES);
        int subjectAt = length;
        copy(message.bytes(), message.subjectStart(), message.subjectLength());
        put(' ');
        int replyAt = length;
        if (replyLength > 0) {
            copy(reply, 0, replyLength);
            put(' ');
        }
        sizes(headerLength, headerLength + payloadLength);
        int body = length;
        copy(headers, 0, headerLength);
        copy(message.bytes(), message.bodyStart() + message.headerLength(), payloadLength);
        crlf();
        placed(
                subjectAt,
                message.subjectLength(),
                message.subjectHash(),
                replyAt,
                replyLength,
                body,
                headerLength,
                headerLength + payloadLength);
    }

    /** Adds a message to a subject that stands in a buffer, with headers from another and a message's payload or none. */
    public void add(
            ByteBuffer subjectFrom,
            int subjectFromAt,
            int subjectLength,
            ByteBuffer headers,
            int headerLength,
            @Nullable Publication payload) {
        int payloadLength = payload == null ? 0 : payload.payloadLength();
        reserve(subjectLength + headerLength + payloadLength + SIZES);
        int subjectAt = length;
        copy(subjectFrom, subjectFromAt, subjectLength);
        put(' ');
        sizes(headerLength, headerLength + payloadLength);
        int body = length;
        copy(headers, 0, headerLength);
        if (payload != null) {
            copy(payload.bytes(), payload.bodyStart() + payload.headerLength(), payloadLength);
        }
        crlf();
        placed(
                subjectAt,
                subjectLength,
                SubjectHash.of(bytes, subjectAt, subjectLength),
                0,
                0,
                body,
                headerLength,
                headerLength + payloadLength);
    }

    /** Adds a message whose parts are arrays; {@code reply} and {@code headers} may be empty. */
    public void add(byte[] subject, byte[] reply, byte[] headers, byte[] payload) {
        add(subject, reply, headers, payload, payload.length);
    }

    /** As the other one, with the first bytes of an array as the payload. */
    public void add(byte[] subject, byte[] reply, byte[] headers, byte[] payload, int payloadLength) {
        reserve(subject.length + reply.length + headers.length + payloadLength + SIZES);
        int subjectAt = length;
        copy(subject, subject.length);
        put(' ');
        addRest(subjectAt, subject.length, reply, headers, payload, payloadLength);
    }

    /** Adds a message to a subject that stands in a buffer, as an answer's does. */
    public void add(ByteBuffer subjectFrom, int subjectFromAt, int subjectLength, byte[] payload, int payloadLength) {
        reserve(subjectLength + payloadLength + SIZES);
        int subjectAt = length;
        copy(subjectFrom, subjectFromAt, subjectLength);
        put(' ');
        addRest(subjectAt, subjectLength, NOTHING, NOTHING, payload, payloadLength);
    }

    private static final byte[] NOTHING = {};

    private void addRest(
            int subjectAt, int subjectLength, byte[] reply, byte[] headers, byte[] payload, int payloadLength) {
        int replyAt = length;
        if (reply.length > 0) {
            copy(reply, reply.length);
            put(' ');
        }
        sizes(headers.length, headers.length + payloadLength);
        int body = length;
        copy(headers, headers.length);
        copy(payload, payloadLength);
        crlf();
        placed(
                subjectAt,
                subjectLength,
                SubjectHash.of(bytes, subjectAt, subjectLength),
                replyAt,
                reply.length,
                body,
                headers.length,
                headers.length + payloadLength);
    }

    /** Remembers something of the message that was added last, beside its bytes. */
    public void note(Object what) {
        if (notes == null) {
            notes = new HashMap<>();
        }
        notes.put(count - 1, what);
    }

    /** What was noted of the message of that number, beginning with 0; {@code null} if nothing was. */
    public @Nullable Object noteOf(int index) {
        return notes == null ? null : notes.get(index);
    }

    /** Keeps bytes that belong to no message; they stay where they are until the buffer is cleared. */
    public int keep(byte[] more) {
        reserve(more.length);
        int at = length;
        copy(more, more.length);
        return at;
    }

    /** Places the window on the message of that number, beginning with 0. */
    public void show(int index, Publication window) {
        int at = index * STRIDE;
        window.set(
                bytes,
                places[at + SUBJECT_AT],
                places[at + SUBJECT_LENGTH],
                hashes[index],
                places[at + REPLY_AT],
                places[at + REPLY_LENGTH],
                places[at + BODY_AT],
                places[at + HEADER_LENGTH],
                places[at + BODY_LENGTH],
                true);
    }

    /** Places the window on bytes that were kept, as the subject of a message with nothing else. */
    public void showKept(int at, int subjectLength, Publication window) {
        window.set(
                bytes,
                at,
                subjectLength,
                SubjectHash.of(bytes, at, subjectLength),
                0,
                0,
                at + subjectLength,
                0,
                0,
                false);
    }

    private void placed(
            int subjectAt,
            int subjectLength,
            long hash,
            int replyAt,
            int replyLength,
            int bodyAt,
            int headerLength,
            int bodyLength) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            places = Arrays.copyOf(places, 2 * count * STRIDE);
        }
        hashes[count] = hash;
        int at = count * STRIDE;
        places[at + SUBJECT_AT] = subjectAt;
        places[at + SUBJECT_LENGTH] = subjectLength;
        places[at + REPLY_AT] = replyAt;
        places[at + REPLY_LENGTH] = replyLength;
        places[at + BODY_AT] = bodyAt;
        places[at + HEADER_LENGTH] = headerLength;
        places[at + BODY_LENGTH] = bodyLength;
        count++;
    }

    private void reserve(int more) {
        int needed = length + more;
        if (needed > bytes.capacity() - 2 * Publication.SLACK) {
            // Beyond what is full, one large message needs what it needs, and no more is to come.
            int doubled = Math.min(2 * bytes.capacity(), FULL_BYTES);
            int spare = count == 0 ? 0 : needed / 2;
            ByteBuffer larger = allocate(Math.max(needed + spare, doubled));
            larger.put(0, bytes, 0, length);
            bytes = larger;
        }
    }

    private void copy(ByteBuffer from, int at, int count) {
        bytes.put(length, from, at, count);
        length += count;
    }

    private void copy(byte[] from, int count) {
        bytes.put(length, from, 0, count);
        length += count;
    }

    private void put(char c) {
        bytes.put(length++, (byte) c);
    }

    private void crlf() {
        put('\r');
        put('\n');
    }

    private void sizes(int headerLength, int bodyLength) {
        if (headerLength > 0) {
            number(headerLength);
            put(' ');
        }
        number(bodyLength);
        crlf();
    }

    private void number(int value) {
        length = DecimalDigits.put(bytes, length, value);
    }
}
