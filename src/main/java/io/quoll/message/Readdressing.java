package io.quoll.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages anew, with another subject, reply or headers, into bytes of its own. What it writes is valid until it
 * writes the next one. For one thread.
 */
public final class Readdressing {

    /** Bytes kept from one message to the next; what a larger one took is given back. */
    private static final int MOST_KEPT = 64 * 1024;

    private static final int SIZES_AND_BLANKS = 32;

    private final Publication publication = new Publication();
    private ByteBuffer kept = direct(1024);

    /**
     * The message under another address.
     *
     * @param reply the reply subject, empty for none
     * @param headers the whole header block, empty for none; null for that of the message
     */
    public Publication write(Publication message, byte[] subject, byte[] reply, byte @Nullable [] headers) {
        int headerBytes = headers == null ? message.headerLength() : headers.length;
        int payloadBytes = message.payloadLength();
        int body = headerBytes + payloadBytes;
        byte[] sizes =
                ((headerBytes == 0 ? "" : headerBytes + " ") + body + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = space(subject.length + reply.length + body + SIZES_AND_BLANKS + Publication.SLACK);
        out.put(subject).put((byte) ' ');
        int replyAt = out.position();
        if (reply.length > 0) {
            out.put(reply).put((byte) ' ');
        }
        out.put(sizes);
        int bodyAt = out.position();
        if (headers == null) {
            copy(message, message.bodyStart(), body, out);
        } else {
            out.put(headers);
            copy(message, message.bodyStart() + message.headerLength(), payloadBytes, out);
        }
        out.put((byte) '\r').put((byte) '\n');
        publication.set(
                out,
                0,
                subject.length,
                SubjectHash.of(subject),
                replyAt,
                reply.length,
                bodyAt,
                headerBytes,
                body,
                true);
        return publication;
    }

    private static void copy(Publication message, int from, int length, ByteBuffer out) {
        out.put(out.position(), message.bytes(), from, length).position(out.position() + length);
    }

    private ByteBuffer space(int bytes) {
        if (bytes > MOST_KEPT) {
            return direct(bytes);
        }
        if (bytes > kept.capacity()) {
            kept = direct(Math.min(MOST_KEPT, Integer.highestOneBit(bytes) * 2));
        }
        return kept.clear();
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
