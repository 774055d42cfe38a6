package io.quoll.storage.compression;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads a stream of frames, of Snappy or of S2, that comes in pieces of any size. Holds what is not a whole frame yet, at most
 * {@value #MOST_FRAME} bytes of it. One thread.
 */
public final class FrameReader {

    private static final byte[] S2_MAGIC = {(byte) 0xFF, 6, 0, 0, 'S', '2', 's', 'T', 'w', 'O'};

    /** The longest frame of S2. */
    private static final int MOST_BLOCK = 4 << 20;

    private static final int MOST_FRAME = MOST_BLOCK + (MOST_BLOCK >> 2);
    private static final int FIRST_SKIPPED = 0x80;
    private static final int MARK = 0xFF;

    private final CRC32C crc = new CRC32C();
    private byte[] held = new byte[1 << 16];
    private int heldBytes;
    private byte[] block = new byte[1 << 16];
    private boolean begun;

    /** Gets what the frames hold. */
    @FunctionalInterface
    public interface Receiver {
        /** The bytes are valid during the call. */
        void take(byte[] bytes, int length) throws DamagedBlockException;
    }

    /** The next piece of the stream; what has become whole with it goes to the receiver. */
    public void read(byte[] piece, Receiver receiver) throws DamagedBlockException {
        hold(piece);
        int at = 0;
        while (heldBytes - at >= Integer.BYTES) {
            int kind = held[at] & 0xFF;
            int size = (held[at + 1] & 0xFF) | (held[at + 2] & 0xFF) << 8 | (held[at + 3] & 0xFF) << 16;
            if (size > MOST_FRAME) {
                throw new DamagedBlockException("a frame is too long");
            }
            if (heldBytes - at - Integer.BYTES < size) {
                break;
            }
            frame(kind, at, size, receiver);
            at += Integer.BYTES + size;
        }
        System.arraycopy(held, at, held, 0, heldBytes - at);
        heldBytes -= at;
    }

    private void hold(byte[] piece) {
        if (heldBytes + piece.length > held.length) {
            held = Arrays.copyOf(held, Math.max(2 * held.length, heldBytes + piece.length));
        }
        System.arraycopy(piece, 0, held, heldBytes, piece.length);
        heldBytes += piece.length;
    }

    private void frame(int kind, int at, int size, Receiver receiver) throws DamagedBlockException {
        if (kind == MARK) {
            int end = at + Integer.BYTES + size;
            if (!Arrays.equals(held, at, end, FrameWriter.MAGIC, 0, FrameWriter.MAGIC.length)
                    && !Arrays.equals(held, at, end, S2_MAGIC, 0, S2_MAGIC.length)) {
                throw new DamagedBlockException("the stream is neither of Snappy nor of S2");
            }
            begun = true;
            return;
        }
        if (!begun) {
            throw new DamagedBlockException("the stream does not begin with its mark");
        }
        if (kind == FrameWriter.COMPRESSED || kind == FrameWriter.PLAIN) {
            int length = content(kind, at, size);
            receiver.take(block, length);
        } else if (kind < FIRST_SKIPPED) {
            throw new DamagedBlockException("a frame is of a kind that is not known");
        }
    }

    /** Leaves what the frame holds in the block. */
    private int content(int kind, int at, int size) throws DamagedBlockException {
        int from = at + FrameWriter.HEAD;
        int bytes = size - Integer.BYTES;
        if (bytes < 0 || kind == FrameWriter.PLAIN && bytes > MOST_BLOCK) {
            throw new DamagedBlockException("a frame has a size that cannot be");
        }
        int length = kind == FrameWriter.PLAIN ? bytes : SnappyBlock.length(held, from, bytes, MOST_BLOCK);
        if (block.length < length) {
            block = new byte[length];
        }
        if (kind == FrameWriter.PLAIN) {
            System.arraycopy(held, from, block, 0, length);
        } else {
            SnappyBlock.decompress(held, from, bytes, block, 0, length);
        }
        int expected = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            expected |= (held[at + Integer.BYTES + i] & 0xFF) << 8 * i;
        }
        if (FrameWriter.checksum(crc, block, length) != expected) {
            throw new DamagedBlockException("the checksum of a frame is wrong");
        }
        return length;
    }

    /** Whether a frame has begun that is not whole. */
    public boolean isWithin() {
        return heldBytes > 0;
    }
}
