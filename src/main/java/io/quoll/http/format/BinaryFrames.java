package io.quoll.http.format;

import io.netty.buffer.Unpooled;
import io.quoll.http.problem.Problem;
import io.quoll.message.MessageBatch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;

/**
 * Frames with their lengths in front, in the layout of {@link MessageBatch}: messages are passed on without being looked at.
 * Frames of other kinds have neither subject nor headers; their payload is described here.
 *
 * <pre>
 *   1 message     2 heartbeat, empty     3 gap, messages dropped in 8 bytes     4 end, a problem document     5 receipt, JSON
 *   6 message of a stream
 * </pre>
 */
final class BinaryFrames implements StreamFormat {

    static final byte HEARTBEAT = 2;
    static final byte GAP = 3;
    static final byte END = 4;
    static final byte RECEIPT = 5;

    private static final int LENGTH = 4;

    @Override
    public String contentType() {
        return FRAMES_TYPE;
    }

    @Override
    public Buffer opening() {
        return Buffer.buffer();
    }

    @Override
    public Buffer messages(MessageBatch batch) {
        Buffer frames = BufferImpl.buffer(Unpooled.wrappedBuffer(batch.array(), 0, batch.size()));
        if (batch.missedBefore() == 0) {
            return frames;
        }
        byte[] missed =
                Buffer.buffer(Long.BYTES).appendLong(batch.missedBefore()).getBytes();
        return frame(GAP, missed).appendBuffer(frames);
    }

    @Override
    public Buffer receipt(byte[] json) {
        return frame(RECEIPT, json);
    }

    @Override
    public Buffer heartbeat() {
        return frame(HEARTBEAT, new byte[0]);
    }

    @Override
    public Buffer end(Problem reason) {
        return frame(END, reason.toJson());
    }

    private static Buffer frame(byte kind, byte[] payload) {
        return Buffer.buffer(MessageBatch.FRAME_HEAD + payload.length)
                .appendInt(MessageBatch.FRAME_HEAD - LENGTH + payload.length)
                .appendByte(kind)
                .appendByte((byte) 0)
                .appendLong(0)
                .appendBytes(payload);
    }
}
