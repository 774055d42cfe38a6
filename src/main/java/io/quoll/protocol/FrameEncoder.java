package io.quoll.protocol;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes MSG and HMSG frames; the caller has made {@link #spaceFor} them. One a loop, used by that loop's publishers.
 *
 * <p>A frame mostly consists of two runs of bytes that the publisher sent: its subject, and everything behind it. The
 * subscription's id goes between. Short runs are copied a word at a time, up to {@link Publication#SLACK} bytes too far.
 * Receivers of one message often use the same id, so a short frame written a second time is kept, and copied whole from then
 * on.
 */
public final class FrameEncoder {

    private static final int MSG = 'M' | 'S' << 8 | 'G' << 16 | ' ' << 24;
    private static final int HMSG = 'H' | 'M' << 8 | 'S' << 16 | 'G' << 24;
    private static final short CRLF = '\r' | '\n' << 8;
    private static final int MOST_DIGITS = 10;
    /** Above it, a bulk copy is faster than a loop over words. */
    private static final int SHORT_RUN = 96;

    /** Longer frames are not kept: their payload is most of the work. */
    private static final int LONGEST_KEPT = 512;

    private final ByteBuffer kept =
            ByteBuffer.allocateDirect(LONGEST_KEPT + Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    private int keptLength;
    private @Nullable Publication lastMessage;
    private int lastSerial;
    private @Nullable Sid lastSid;
    private boolean lastWithHeaders;

    /** An upper bound of a frame's length, {@link Publication#SLACK} included. */
    public static int spaceFor(Publication message, int sidLength) {
        return "HMSG     \r\n\r\n".length()
                + message.subjectLength()
                + message.replyLength()
                + message.bodyLength()
                + sidLength
                + 2 * MOST_DIGITS
                + Publication.SLACK;
    }

    /**
     * Writes the frame for one subscription.
     *
     * @param sid the subscription's id
     * @param withHeaders whether the receiver understands headers; else they are left out
     * @return where the frame ends
     */
    public int write(ByteBuffer out, int at, Publication message, Sid sid, boolean withHeaders) {
        Sid previous = lastSid;
        if (previous != null
                && lastMessage == message
                && lastSerial == message.serial()
                && lastWithHeaders == withHeaders
                && previous.isSame(sid)) {
            return writeAgain(out, at, message, sid, withHeaders);
        }
        lastMessage = message;
        lastSerial = message.serial();
        lastWithHeaders = withHeaders;
        lastSid = sid;
        keptLength = 0;
        return writeAnew(out, at, message, sid, withHeaders);
    }

    private int writeAgain(ByteBuffer out, int at, Publication message, Sid sid, boolean withHeaders) {
        if (keptLength == 0) {
            if (spaceFor(message, sid.length()) > LONGEST_KEPT) {
                return writeAnew(out, at, message, sid, withHeaders);
            }
            keptLength = writeAnew(kept, 0, message, sid, withHeaders);
        }
        for (int i = 0; i < keptLength; i += 8) {
            out.putLong(at + i, kept.getLong(i));
        }
        return at + keptLength;
    }

    private static int writeAnew(ByteBuffer out, int at, Publication message, Sid sid, boolean withHeaders) {
        boolean plain = !message.hasHeaders();
        if (message.hasTail() && (plain || withHeaders)) {
            ByteBuffer in = message.bytes();
            int to = at;
            int head = message.subjectLength() + 1;
            if (plain) {
                out.putInt(to, MSG);
                to += 4;
            } else {
                out.putInt(to, HMSG);
                out.put(to + 4, (byte) ' ');
                to += 5;
            }
            copy(in, message.subjectStart(), out, to, head);
            to = sid.write(out, to + head);
            int tail = message.tailLength();
            copy(in, message.tailStart(), out, to, tail);
            return to + tail;
        }
        return writePiecewise(out, at, message, sid, !plain && withHeaders);
    }

    private static int writePiecewise(ByteBuffer out, int at, Publication message, Sid sid, boolean withHeaders) {
        ByteBuffer in = message.bytes();
        int to = at;
        if (withHeaders) {
            out.putInt(to, HMSG);
            out.put(to + 4, (byte) ' ');
            to += 5;
        } else {
            out.putInt(to, MSG);
            to += 4;
        }
        to = run(in, message.subjectStart(), message.subjectLength(), out, to);
        out.put(to++, (byte) ' ');
        to = sid.write(out, to);
        if (message.replyLength() > 0) {
            to = run(in, message.replyStart(), message.replyLength(), out, to);
            out.put(to++, (byte) ' ');
        }
        int bodyAt = message.bodyStart();
        int bodyLength = message.bodyLength();
        if (withHeaders) {
            to = number(message.headerLength(), out, to);
            out.put(to++, (byte) ' ');
        } else {
            bodyAt += message.headerLength();
            bodyLength -= message.headerLength();
        }
        to = number(bodyLength, out, to);
        out.putShort(to, CRLF);
        to = run(in, bodyAt, bodyLength, out, to + 2);
        out.putShort(to, CRLF);
        return to + 2;
    }

    private static int run(ByteBuffer in, int from, int length, ByteBuffer out, int to) {
        copy(in, from, out, to, length);
        return to + length;
    }

    private static int number(int value, ByteBuffer out, int to) {
        byte[] digits = Integer.toString(value).getBytes(StandardCharsets.US_ASCII);
        out.put(to, digits);
        return to + digits.length;
    }

    static void copy(ByteBuffer in, int from, ByteBuffer out, int to, int length) {
        if (length <= SHORT_RUN) {
            for (int i = 0; i < length; i += 8) {
                out.putLong(to + i, in.getLong(from + i));
            }
        } else {
            out.put(to, in, from, length);
        }
    }
}
