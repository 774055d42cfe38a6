package io.quoll.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Gathers small pieces into large writes; a piece that does not fit makes room by writing. Used by one thread. */
final class WriteBuffer {

    private final ByteBuffer buffer;
    private final WritableByteChannel channel;

    WriteBuffer(WritableByteChannel channel, int bytes) {
        this.channel = channel;
        this.buffer = ByteBuffer.allocateDirect(bytes);
    }

    void put(byte[] piece) throws IOException {
        put(piece, 0, piece.length);
    }

    void put(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > buffer.remaining()) {
            int part = buffer.remaining();
            buffer.put(bytes, from, part);
            from += part;
            left -= part;
            flush();
        }
        buffer.put(bytes, from, left);
    }

    void put(char ascii) throws IOException {
        if (!buffer.hasRemaining()) {
            flush();
        }
        buffer.put((byte) ascii);
    }

    void putNumber(int value) throws IOException {
        if (value >= 10) {
            putNumber(value / 10);
        }
        put((char) ('0' + value % 10));
    }

    void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }
}
