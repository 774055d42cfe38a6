package io.quoll.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through the broker: a window into the bytes it arrived in. One instance is reused for every message
 * of a connection, so it is valid only during the call it is passed to; whoever keeps a message takes {@link #toMessage}.
 *
 * <pre>
 *   PUB orders.new reply.7 12\r\n............\r\n
 *       |          |             |
 *       subject    tail          body (headers, then payload)
 *                  |----------- tail ----------|
 * </pre>
 *
 * The tail is what a receiver's frame ends with, byte for byte; a receiver's frame differs only in what stands before it.
 * It is absent when the publisher wrote its line in an unusual way (tabs, several spaces, no carriage return).
 *
 * <p>The buffer is little-endian and readable for at least {@link #SLACK} bytes beyond the window, so that whole words may
 * be read at its end.
 */
public final class Publication {

    /** How many bytes beyond a window may be read (and beyond a staged frame written) without leaving the buffer. */
    public static final int SLACK = 8;

    private static final byte[] NOTHING = {};
    private static final ByteBuffer NOWHERE = ByteBuffer.allocate(0);

    private ByteBuffer bytes = NOWHERE;
    private int subjectStart;
    private int subjectLength;
    private long subjectHash;
    private int replyStart;
    private int replyLength;
    private int bodyStart;
    private int headerLength;
    private int bodyLength;
    private boolean tailed;
    private boolean repeated;
    private int serial;

    /** Places the window. Offsets are absolute, {@code replyLength} and {@code headerLength} are 0 where there is none. */
    public void set(
            ByteBuffer buffer,
            int subjectAt,
            int subjectBytes,
            long hashOfSubject,
            int replyAt,
            int replyBytes,
            int bodyAt,
            int headerBytes,
            int bodyBytes,
            boolean hasTail) {
        this.bytes = buffer;
        this.subjectStart = subjectAt;
        this.subjectLength = subjectBytes;
        this.subjectHash = hashOfSubject;
        this.replyStart = replyAt;
        this.replyLength = replyBytes;
        this.bodyStart = bodyAt;
        this.headerLength = headerBytes;
        this.bodyLength = bodyBytes;
        this.tailed = hasTail;
        this.repeated = false;
        this.serial++;
    }

    /** Places the window on the next message, whose line is the same as the last one's, byte for byte. */
    public void repeat(ByteBuffer buffer, int subjectAt, int bodyAt) {
        this.bytes = buffer;
        this.subjectStart = subjectAt;
        this.bodyStart = bodyAt;
        this.repeated = true;
        this.serial++;
    }

    /** Whether subject and sizes are those of the message that stood here before, and neither has a reply subject. */
    public boolean isRepeated() {
        return repeated;
    }

    /** Differs from one message to the next. */
    public int serial() {
        return serial;
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    public int subjectStart() {
        return subjectStart;
    }

    public int subjectLength() {
        return subjectLength;
    }

    /** {@link SubjectHash} of the subject's bytes. */
    public long subjectHash() {
        return subjectHash;
    }

    public int replyStart() {
        return replyStart;
    }

    public int replyLength() {
        return replyLength;
    }

    public int bodyStart() {
        return bodyStart;
    }

    /** Headers and payload together, without the closing CRLF. */
    public int bodyLength() {
        return bodyLength;
    }

    public int headerLength() {
        return headerLength;
    }

    public boolean hasHeaders() {
        return headerLength > 0;
    }

    public int payloadLength() {
        return bodyLength - headerLength;
    }

    public boolean hasTail() {
        return tailed;
    }

    /** Where the tail begins: one space behind the subject. */
    public int tailStart() {
        return subjectStart + subjectLength + 1;
    }

    public int tailLength() {
        return bodyStart + bodyLength + 2 - tailStart();
    }

    public byte[] copySubject() {
        return copy(subjectStart, subjectLength);
    }

    public byte[] copyReply() {
        return copy(replyStart, replyLength);
    }

    /** The message as if it had just arrived, in bytes of its own. */
    public static Publication of(Message message) {
        byte[] subject = message.subject().getBytes(StandardCharsets.UTF_8);
        byte[] reply = message.reply() == null ? NOTHING : message.reply().getBytes(StandardCharsets.UTF_8);
        byte[] headers = message.headers().toBytes();
        byte[] payload = message.payload();
        int body = headers.length + payload.length;
        byte[] sizes =
                ((headers.length == 0 ? "" : headers.length + " ") + body + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int replyAt = subject.length + 1;
        int sizesAt = reply.length == 0 ? replyAt : replyAt + reply.length + 1;
        int bodyAt = sizesAt + sizes.length;
        ByteBuffer bytes = ByteBuffer.allocate(bodyAt + body + 2 + SLACK).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(subject).put((byte) ' ');
        if (reply.length > 0) {
            bytes.put(reply).put((byte) ' ');
        }
        bytes.put(sizes).put(headers).put(payload).put((byte) '\r').put((byte) '\n');
        Publication publication = new Publication();
        publication.set(
                bytes.clear(),
                0,
                subject.length,
                SubjectHash.of(subject),
                replyAt,
                reply.length,
                bodyAt,
                headers.length,
                body,
                true);
        return publication;
    }

    /** A copy that may be kept. */
    public Message toMessage() {
        @Nullable String reply = replyLength == 0 ? null : new String(copyReply(), StandardCharsets.UTF_8);
        Headers headers = headerLength == 0 ? Headers.NONE : Headers.parse(copy(bodyStart, headerLength));
        return new Message(
                new String(copySubject(), StandardCharsets.UTF_8),
                reply,
                headers,
                copy(bodyStart + headerLength, payloadLength()));
    }

    private byte[] copy(int start, int length) {
        byte[] copy = new byte[length];
        bytes.get(start, copy);
        return copy;
    }
}
