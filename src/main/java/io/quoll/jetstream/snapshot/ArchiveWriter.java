package io.quoll.jetstream.snapshot;

import io.quoll.message.Publication;
import io.quoll.storage.compression.FrameWriter;
import java.nio.charset.StandardCharsets;

/**
 * Writes an archive of messages, as nats-server 2.15 reads and writes it. One thread.
 *
 * <pre>
 *  archive  | N A T S A R C 1 | entry | entry | ...
 *  entry    | length of name | time | sequence | length of headers | length of payload | name | headers | payload |
 *           varints; time in nanoseconds since the epoch, zigzag
 *
 *  the entries: state.json, consumers/[name] ..., messages by sequence with their subjects as names, one with nothing in it
 * </pre>
 */
final class ArchiveWriter {

    static final byte[] MAGIC = "NATSARC1".getBytes(StandardCharsets.US_ASCII);
    static final String STATE = "state.json";
    static final String CONSUMERS = "consumers/";
    private static final int MOST_VARINT = 10;

    private final FrameWriter out;
    private final byte[] head = new byte[5 * MOST_VARINT];
    private int headBytes;
    private byte[] body = new byte[1 << 12];

    ArchiveWriter(FrameWriter out) {
        this.out = out;
        out.write(MAGIC, 0, MAGIC.length);
    }

    /** An entry that is no message. */
    void add(String name, long timeNanos, byte[] content) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        head(bytes.length, timeNanos, 0, 0, content.length);
        out.write(bytes, 0, bytes.length);
        out.write(content, 0, content.length);
    }

    /** A message. */
    void add(Publication message, long sequence, long timeNanos) {
        int subject = message.subjectLength();
        int length = subject + message.bodyLength();
        head(subject, timeNanos, sequence, message.headerLength(), message.payloadLength());
        if (body.length < length) {
            body = new byte[length];
        }
        message.bytes().get(message.subjectStart(), body, 0, subject);
        message.bytes().get(message.bodyStart(), body, subject, message.bodyLength());
        out.write(body, 0, length);
    }

    /** There is nothing more. */
    void end() {
        head(0, 0, 0, 0, 0);
        out.finish();
    }

    private void head(int nameLength, long timeNanos, long sequence, int headerLength, int payloadLength) {
        headBytes = 0;
        put(nameLength);
        put(timeNanos << 1 ^ timeNanos >> 63);
        put(sequence);
        put(headerLength);
        put(payloadLength);
        out.write(head, 0, headBytes);
    }

    private void put(long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            head[headBytes++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        head[headBytes++] = (byte) rest;
    }
}
