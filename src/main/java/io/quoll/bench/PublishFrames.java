package io.quoll.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frames a publisher sends again and again, encoded once: each subject in turn, for whole writes of {@link #perWrite()}
 * frames. Used by one thread.
 */
final class PublishFrames {

    /** More than what a frame takes besides subject and payload. */
    static final int MAX_OVERHEAD = 80;

    static final byte[] HEADER = "NATS/1.0\r\nBench: quoll\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int WRITE_BYTES = 64 << 10;

    private final ByteBuffer bytes;
    private final int[] starts;
    private final int perWrite;
    private final int payloadFromEnd;

    PublishFrames(BenchOptions options) {
        int subjects = options.subjects();
        byte[] payload = payload(options.size());
        int longest = encode(options, subjects - 1, payload).length;
        perWrite = options.batch() > 0 ? options.batch() : Math.max(1, WRITE_BYTES / longest);
        int frames = subjects * ((perWrite + subjects - 1) / subjects);
        starts = new int[frames + 1];
        byte[][] encoded = new byte[frames][];
        for (int i = 0; i < frames; i++) {
            encoded[i] = i < subjects ? encode(options, i, payload) : encoded[i - subjects];
            starts[i + 1] = starts[i] + encoded[i].length;
        }
        bytes = ByteBuffer.allocateDirect(starts[frames]);
        for (byte[] frame : encoded) {
            bytes.put(frame);
        }
        payloadFromEnd = options.size() + 2;
    }

    static byte[] payload(int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) 'q');
        return payload;
    }

    private static byte[] encode(BenchOptions options, int subject, byte[] payload) {
        String name = options.subject(subject);
        String line = options.headers()
                ? "HPUB " + name + " " + HEADER.length + " " + (HEADER.length + payload.length) + "\r\n"
                : "PUB " + name + " " + payload.length + "\r\n";
        byte[] head = line.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame =
                ByteBuffer.allocate(head.length + (options.headers() ? HEADER.length : 0) + payload.length + 2);
        frame.put(head);
        if (options.headers()) {
            frame.put(HEADER);
        }
        frame.put(payload).put((byte) '\r').put((byte) '\n');
        return frame.array();
    }

    int count() {
        return starts.length - 1;
    }

    /** How many frames go into one write at most. */
    int perWrite() {
        return perWrite;
    }

    /** Puts a time into the first eight bytes of a frame's payload. */
    void stamp(int frame, long nanos) {
        bytes.clear().putLong(starts[frame + 1] - payloadFromEnd, nanos);
    }

    /** The bytes of neighbouring frames, valid until the next call. */
    ByteBuffer slice(int first, int frames) {
        return bytes.limit(starts[first + frames]).position(starts[first]);
    }
}
