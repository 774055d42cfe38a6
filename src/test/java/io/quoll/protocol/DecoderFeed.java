package io.quoll.protocol;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Gives a decoder bytes as a connection would, in buffers that begin and end where the decoder may read: a read one byte
 * too far fails. What stands behind the end looks like the end of a frame, to tempt.
 */
final class DecoderFeed {

    private static final byte[] BAIT = bytes("\r\n0 \n\r\n\n");

    private DecoderFeed() {}

    /** One byte for each character. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static ByteBuffer readable(byte[] bytes) {
        byte[] withSlack = Arrays.copyOf(bytes, bytes.length + Publication.SLACK);
        System.arraycopy(BAIT, 0, withSlack, bytes.length, Publication.SLACK);
        return ByteBuffer.wrap(withSlack).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Feeds all bytes, so many at a time, each time with what was left; returns the most that was ever left. */
    static int feed(FrameDecoder decoder, byte[] bytes, int atOnce) {
        int done = 0;
        int mostLeft = 0;
        for (int end = Math.min(atOnce, bytes.length); ; end = Math.min(end + atOnce, bytes.length)) {
            byte[] window = Arrays.copyOfRange(bytes, done, end);
            int at = decoder.decode(readable(window), 0, window.length);
            if (at < 0 || at > window.length) {
                throw new AssertionError("decoded " + at + " of " + window.length);
            }
            done += at;
            if (!decoder.isStopped()) {
                mostLeft = Math.max(mostLeft, end - done);
            }
            if (end == bytes.length || decoder.isStopped()) {
                return mostLeft;
            }
        }
    }
}
