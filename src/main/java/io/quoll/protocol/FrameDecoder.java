package io.quoll.protocol;

import io.quoll.message.Publication;
import io.quoll.message.SubjectHash;
import java.nio.ByteBuffer;

/**
 * Finds the client's operations in received bytes and calls the handler for each. Used by one connection on its loop.
 * Keeps no bytes: what is incomplete stays with the caller, who comes again with the same bytes and more.
 *
 * <p>Nearly all traffic is PUB written the usual way, one space between arguments; {@link #usualPublish} takes that without
 * looking at a byte twice, and {@link RepeatedLine} spares it the line that is the same as the last. Everything else goes through {@link #line}. Operation names are read in either case, arguments
 * are separated by spaces and tabs, and a line may end without a carriage return, all as in nats-server.
 */
public final class FrameDecoder {

    /** A frame whose end is not there yet. */
    private static final int INCOMPLETE = -1;
    /** A frame that the short way does not take. */
    private static final int UNUSUAL = -2;

    private static final int UPPER_CASE_3 = 0x00DFDFDF;
    private static final int PUB = 'P' | 'U' << 8 | 'B' << 16;
    private static final int CRLF = '\r' | '\n' << 8;

    private static final long EVERY_BYTE = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    /** One above the space: bytes below it end an argument. */
    private static final long PRINTABLE = 0x21 * EVERY_BYTE;

    private static final int MAX_ARGUMENTS = 5;
    private static final int MAX_DIGITS = 9;

    private final ClientFrameHandler handler;
    private final Publication publication = new Publication();
    private int maxControlLineBytes;
    private int maxPayloadBytes;
    private boolean headersAgreed;
    private boolean connectFirst;
    private boolean stopped;
    private int frameBytes;

    private final LineArguments arguments = new LineArguments(MAX_ARGUMENTS);
    private final RepeatedLine repeated = new RepeatedLine();
    private long lastHash;
    private int lastSize;

    public FrameDecoder(ClientFrameHandler handler, int maxControlLineBytes, int maxPayloadBytes) {
        this.handler = handler;
        this.maxControlLineBytes = maxControlLineBytes;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** Whether HPUB is understood; without it, HPUB ends the connection. */
    public void agreeOnHeaders(boolean agreed) {
        this.headersAgreed = agreed;
    }

    /** While set, anything but CONNECT is an authorization violation. */
    public void expectConnectFirst(boolean expected) {
        this.connectFirst = expected;
    }

    public void limit(int controlLineBytes, int payloadBytes) {
        this.maxControlLineBytes = controlLineBytes;
        this.maxPayloadBytes = payloadBytes;
        repeated.forget();
    }

    /** Decodes nothing more until {@link #resume}: the frame being handled is the last. */
    public void stop() {
        this.stopped = true;
    }

    public void resume() {
        this.stopped = false;
    }

    public boolean isStopped() {
        return stopped;
    }

    /**
     * The length of the frame that begins where {@link #decode} stopped, where its control line told it; else 0. Lets the
     * caller make room for a large payload.
     */
    public int frameBytes() {
        return frameBytes;
    }

    /**
     * Decodes the bytes from {@code from} up to {@code end} of a little-endian buffer that may be read for
     * {@link Publication#SLACK} bytes beyond.
     *
     * @return how far it came; the rest is incomplete, or the handler stopped it
     */
    public int decode(ByteBuffer in, int from, int end) {
        frameBytes = 0;
        int at = from;
        while (at < end && !stopped) {
            int next = UNUSUAL;
            if (end - at > 4) {
                int word = in.getInt(at);
                if ((word & UPPER_CASE_3) == PUB && word >>> 24 == ' ' && !connectFirst) {
                    next = repeated.isAt(in, at, end) ? repeatedPublish(in, at) : usualPublish(in, at, end);
                }
            }
            if (next == UNUSUAL) {
                next = line(in, at, end);
            }
            if (next == INCOMPLETE) {
                break;
            }
            at = next;
        }
        return at;
    }

    private int repeatedPublish(ByteBuffer in, int frame) {
        int body = frame + repeated.length();
        int frameEnd = body + lastSize + 2;
        if (in.getShort(frameEnd - 2) != (short) CRLF) {
            return refuse(ProtocolError.UNKNOWN_OPERATION, "payload is not followed by CRLF", frame);
        }
        publication.repeat(in, frame + 4, body);
        handler.onPublish(publication);
        return frameEnd;
    }

    private int usualPublish(ByteBuffer in, int frame, int end) {
        int subject = frame + 4;
        int at = subject;
        long hash = SubjectHash.seed();
        while (true) {
            if (at >= end) {
                return UNUSUAL;
            }
            long word = in.getLong(at);
            long stops = (word - PRINTABLE) & ~word & HIGH_BITS;
            if (stops == 0) {
                hash = SubjectHash.mix(hash, word);
                at += 8;
            } else {
                int count = Long.numberOfTrailingZeros(stops) >>> 3;
                hash = SubjectHash.mix(hash, SubjectHash.firstBytes(word, count));
                at += count;
                break;
            }
        }
        int subjectLength = at - subject;
        if (subjectLength == 0 || at >= end || in.get(at) != ' ') {
            return UNUSUAL;
        }
        int reply = at + 1;
        int replyLength = 0;
        int sizeAt = reply;
        int lineEnd = digitsEnd(in, sizeAt, end);
        if (lineEnd == sizeAt || lineEnd >= end || in.get(lineEnd) != '\r') {
            int replyEnd = argumentEnd(in, reply, end);
            if (replyEnd == reply || replyEnd >= end || in.get(replyEnd) != ' ') {
                return UNUSUAL;
            }
            replyLength = replyEnd - reply;
            sizeAt = replyEnd + 1;
            lineEnd = digitsEnd(in, sizeAt, end);
        }
        if (lineEnd == sizeAt
                || lineEnd - sizeAt > MAX_DIGITS
                || lineEnd + 1 >= end
                || in.getShort(lineEnd) != (short) CRLF
                || lineEnd - subject > maxControlLineBytes) {
            return UNUSUAL;
        }
        int size = number(in, sizeAt, lineEnd);
        if (size > maxPayloadBytes) {
            return UNUSUAL;
        }
        int body = lineEnd + 2;
        int frameEnd = body + size + 2;
        if (frameEnd > end) {
            frameBytes = frameEnd - frame;
            return INCOMPLETE;
        }
        if (in.getShort(frameEnd - 2) != (short) CRLF) {
            return refuse(ProtocolError.UNKNOWN_OPERATION, "payload is not followed by CRLF", frame);
        }
        publication.set(in, subject, subjectLength, hash, reply, replyLength, body, 0, size, true);
        // Only what came twice is expected again: remembering costs more than it saves where subjects vary.
        if (hash == lastHash && size == lastSize && replyLength == 0) {
            repeated.remember(in, frame, body, size);
        } else {
            repeated.forget();
            lastHash = hash;
            lastSize = size;
        }
        handler.onPublish(publication);
        return frameEnd;
    }

    /** Where an argument ends: at the first byte that is a space or below. */
    private static int argumentEnd(ByteBuffer in, int from, int end) {
        int at = from;
        while (at < end) {
            long word = in.getLong(at);
            long stops = (word - PRINTABLE) & ~word & HIGH_BITS;
            if (stops != 0) {
                return at + (Long.numberOfTrailingZeros(stops) >>> 3);
            }
            at += 8;
        }
        return end;
    }

    private static int digitsEnd(ByteBuffer in, int from, int end) {
        int at = from;
        while (at < end) {
            int digit = in.get(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            at++;
        }
        return at;
    }

    private static int number(ByteBuffer in, int from, int end) {
        int number = 0;
        for (int at = from; at < end; at++) {
            number = number * 10 + in.get(at) - '0';
        }
        return number;
    }

    private int line(ByteBuffer in, int frame, int end) {
        if (connectFirst && (in.get(frame) & 0xDF) != 'C') {
            return refuse(ProtocolError.AUTHORIZATION_VIOLATION, "an operation before CONNECT", frame);
        }
        Operation operation = Operation.at(in, frame, end);
        if (operation == Operation.UNKNOWN) {
            return refuse(ProtocolError.UNKNOWN_OPERATION, "unknown operation", frame);
        }
        int feed = lineFeed(in, frame, end);
        if (feed < 0) {
            // The limit is for the arguments; the name and its space come on top.
            return end - frame > maxControlLineBytes + Operation.LONGEST_NAME + 1
                    ? refuse(ProtocolError.MAXIMUM_CONTROL_LINE_EXCEEDED, "control line too long", frame)
                    : INCOMPLETE;
        }
        int argumentsEnd = feed > frame && in.get(feed - 1) == '\r' ? feed - 1 : feed;
        int argumentsAt = Math.min(frame + operation.nameLength(), argumentsEnd);
        if (argumentsEnd - argumentsAt - 1 > maxControlLineBytes) {
            return refuse(ProtocolError.MAXIMUM_CONTROL_LINE_EXCEEDED, "control line too long", frame);
        }
        int afterLine = feed + 1;
        switch (operation) {
            case PUBLISH, PUBLISH_WITH_HEADERS -> {
                arguments.split(in, argumentsAt, argumentsEnd);
                return publish(in, frame, afterLine, end, operation == Operation.PUBLISH_WITH_HEADERS);
            }
            case SUBSCRIBE -> {
                arguments.split(in, argumentsAt, argumentsEnd);
                return subscribe(in, frame, afterLine);
            }
            case UNSUBSCRIBE -> {
                arguments.split(in, argumentsAt, argumentsEnd);
                return unsubscribe(in, frame, afterLine);
            }
            case CONNECT -> handler.onConnect(LineArguments.trimmed(in, argumentsAt, argumentsEnd));
            case PING -> handler.onPing();
            case PONG -> handler.onPong();
            case ERROR -> {
                return refuse(ProtocolError.INVALID_ARGUMENTS, "the client reports an error", frame);
            }
            case INFO, OK -> {
                // Peers other than clients send these; there is nothing to do about them.
            }
            case INCOMPLETE -> throw new IllegalStateException("a whole line names no operation");
            case UNKNOWN -> throw new IllegalStateException("refused above");
        }
        return afterLine;
    }

    private int publish(ByteBuffer in, int frame, int body, int end, boolean withHeaders) {
        int sizes = withHeaders ? 2 : 1;
        int count = arguments.count();
        if (count != sizes + 1 && count != sizes + 2) {
            return refuse(ProtocolError.INVALID_ARGUMENTS, "wrong number of arguments in PUB or HPUB", frame);
        }
        if (withHeaders && !headersAgreed) {
            return refuse(ProtocolError.INVALID_ARGUMENTS, "message headers not supported", frame);
        }
        int size = arguments.number(in, count - 1);
        int headerSize = withHeaders ? arguments.number(in, count - 2) : 0;
        if (size < 0 || headerSize < 0 || headerSize > size) {
            return refuse(ProtocolError.INVALID_ARGUMENTS, "bad size in PUB or HPUB", frame);
        }
        if (size > maxPayloadBytes) {
            return refuse(ProtocolError.MAXIMUM_PAYLOAD_VIOLATION, size + " bytes", frame);
        }
        int frameEnd = body + size + 2;
        if (frameEnd > end) {
            // What is there of the end must already be right, so that a missing CRLF is told at once.
            if (body + size < end && in.get(body + size) != '\r') {
                return refuse(ProtocolError.UNKNOWN_OPERATION, "payload is not followed by CRLF", frame);
            }
            frameBytes = frameEnd - frame;
            return INCOMPLETE;
        }
        if (in.getShort(frameEnd - 2) != (short) CRLF) {
            return refuse(ProtocolError.UNKNOWN_OPERATION, "payload is not followed by CRLF", frame);
        }
        repeated.forget();
        int subject = arguments.start(0);
        int subjectLength = arguments.length(0);
        boolean hasReply = count == sizes + 2;
        publication.set(
                in,
                subject,
                subjectLength,
                hash(in, subject, subjectLength),
                hasReply ? arguments.start(1) : 0,
                hasReply ? arguments.length(1) : 0,
                body,
                headerSize,
                size,
                arguments.areUsuallySpaced(in, body) && (!withHeaders || headerSize > 0));
        handler.onPublish(publication);
        return frameEnd;
    }

    private int subscribe(ByteBuffer in, int frame, int afterLine) {
        int count = arguments.count();
        if (count != 2 && count != 3) {
            return refuse(ProtocolError.INVALID_ARGUMENTS, "wrong number of arguments in SUB", frame);
        }
        handler.onSubscribe(
                arguments.copy(in, 0), count == 3 ? arguments.copy(in, 1) : null, arguments.copy(in, count - 1));
        return afterLine;
    }

    private int unsubscribe(ByteBuffer in, int frame, int afterLine) {
        int count = arguments.count();
        if (count != 1 && count != 2) {
            return refuse(ProtocolError.INVALID_ARGUMENTS, "wrong number of arguments in UNSUB", frame);
        }
        handler.onUnsubscribe(arguments.copy(in, 0), count == 2 ? arguments.number(in, 1) : 0);
        return afterLine;
    }

    private int refuse(ProtocolError error, String detail, int frame) {
        stopped = true;
        handler.onProtocolError(error, detail);
        return frame;
    }

    private static int lineFeed(ByteBuffer in, int from, int end) {
        for (int at = from; at < end; at += 8) {
            long word = in.getLong(at) ^ '\n' * EVERY_BYTE;
            long zeros = (word - EVERY_BYTE) & ~word & HIGH_BITS;
            if (zeros != 0) {
                int found = at + (Long.numberOfTrailingZeros(zeros) >>> 3);
                return found < end ? found : -1;
            }
        }
        return -1;
    }

    private static long hash(ByteBuffer in, int subject, int length) {
        long hash = SubjectHash.seed();
        int left = length;
        int at = subject;
        for (; left >= 8; left -= 8, at += 8) {
            hash = SubjectHash.mix(hash, in.getLong(at));
        }
        return SubjectHash.mix(hash, SubjectHash.firstBytes(in.getLong(at), left));
    }
}
