package io.quoll.jetstream.wire;

import io.quoll.message.DecimalDigits;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes header blocks into a buffer of its own, one in place of the other: those of a stored message with more behind them, or
 * a status. Allocates nothing for a line of bytes or of a number. For one thread.
 */
public final class HeaderWriter {

    private static final byte[] VERSION = "NATS/1.0".getBytes(StandardCharsets.US_ASCII);
    private static final int LINE = 64;
    private static final int COLON_SPACE = ':' | ' ' << 8;
    private static final int CRLF = '\r' | '\n' << 8;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(1024).order(ByteOrder.LITTLE_ENDIAN);
    private int length;
    private final TimestampText time = new TimestampText();

    /** Begins with the message's own headers. */
    public HeaderWriter begin(Publication message) {
        length = 0;
        if (message.hasHeaders()) {
            int own = message.headerLength() - 2;
            reserve(own);
            bytes.put(0, message.bytes(), message.bodyStart(), own);
            length = own;
        } else {
            put(VERSION);
            crlf();
        }
        return this;
    }

    /** Begins with a status. */
    public HeaderWriter begin(String status) {
        length = 0;
        put(VERSION);
        put((" " + status).getBytes(StandardCharsets.UTF_8));
        crlf();
        return this;
    }

    /** No block at all. */
    public void clear() {
        length = 0;
    }

    public HeaderWriter line(byte[] name, byte[] value) {
        name(name);
        put(value);
        crlf();
        return this;
    }

    public HeaderWriter line(byte[] name, String value) {
        return line(name, value.getBytes(StandardCharsets.UTF_8));
    }

    public HeaderWriter line(byte[] name, ByteBuffer from, int at, int count) {
        name(name);
        reserve(count);
        bytes.put(length, from, at, count);
        length += count;
        crlf();
        return this;
    }

    /** A number that is not negative. */
    public HeaderWriter line(byte[] name, long value) {
        name(name);
        reserve(LINE);
        length = DecimalDigits.put(bytes, length, value);
        crlf();
        return this;
    }

    /** A time in nanoseconds since the epoch. */
    public HeaderWriter time(byte[] name, long epochNanos) {
        name(name);
        reserve(LINE);
        time.write(epochNanos);
        bytes.put(length, time.bytes(), 0, time.length());
        length += time.length();
        crlf();
        return this;
    }

    /** Ends the block. */
    public HeaderWriter end() {
        crlf();
        return this;
    }

    /** The block stands here from 0 on. */
    public ByteBuffer bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    private void name(byte[] name) {
        put(name);
        two(COLON_SPACE);
    }

    private void put(byte[] more) {
        reserve(more.length);
        bytes.put(length, more);
        length += more.length;
    }

    private void crlf() {
        two(CRLF);
    }

    private void two(int characters) {
        reserve(2);
        bytes.putShort(length, (short) characters);
        length += 2;
    }

    private void reserve(int more) {
        if (length + more + Publication.SLACK > bytes.capacity()) {
            ByteBuffer larger = ByteBuffer.allocateDirect(2 * (length + more + Publication.SLACK))
                    .order(ByteOrder.LITTLE_ENDIAN);
            larger.put(0, bytes, 0, length);
            bytes = larger;
        }
    }
}
