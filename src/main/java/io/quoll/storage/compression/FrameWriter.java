package io.quoll.storage.compression;

import java.util.zip.CRC32C;

/**
 * Makes a stream of compressed frames, as Snappy's framing format has it and readers of S2 understand it: what is added comes
 * out in pieces of any size. One thread.
 *
 * <pre>
 *  stream  | ff 06 00 00 s N a P p Y | frame | frame | ...
 *  frame   | 00: compressed, 01: not | size, 3 bytes | masked CRC32C of what it holds, 4 bytes | at most 64 KB of it |
 * </pre>
 */
public final class FrameWriter {

    static final byte[] MAGIC = {(byte) 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
    static final byte COMPRESSED = 0;
    static final byte PLAIN = 1;
    static final int HEAD = 8;

    private final SnappyBlock block = new SnappyBlock();
    private final CRC32C crc = new CRC32C();
    private final byte[] waiting = new byte[SnappyBlock.MOST];
    private int waitingBytes;
    private byte[] ready = new byte[2 * SnappyBlock.MOST];
    private int readyFrom;
    private int readyTo;

    public FrameWriter() {
        System.arraycopy(MAGIC, 0, ready, 0, MAGIC.length);
        readyTo = MAGIC.length;
    }

    /** Adds to what is to be compressed. */
    public void write(byte[] bytes, int from, int length) {
        int at = from;
        int left = length;
        while (left > 0) {
            int part = Math.min(left, waiting.length - waitingBytes);
            System.arraycopy(bytes, at, waiting, waitingBytes, part);
            waitingBytes += part;
            at += part;
            left -= part;
            if (waitingBytes == waiting.length) {
                finish();
            }
        }
    }

    /** What waits becomes a frame. */
    public void finish() {
        if (waitingBytes == 0) {
            return;
        }
        room(HEAD + SnappyBlock.mostFor(waitingBytes));
        int size = block.compress(waiting, 0, waitingBytes, ready, readyTo + HEAD);
        boolean smaller = size < waitingBytes;
        if (!smaller) {
            System.arraycopy(waiting, 0, ready, readyTo + HEAD, waitingBytes);
            size = waitingBytes;
        }
        put(readyTo, (smaller ? COMPRESSED : PLAIN) | size + Integer.BYTES << 8);
        put(readyTo + Integer.BYTES, checksum(crc, waiting, waitingBytes));
        readyTo += HEAD + size;
        waitingBytes = 0;
    }

    static int checksum(CRC32C crc, byte[] bytes, int length) {
        crc.reset();
        crc.update(bytes, 0, length);
        int sum = (int) crc.getValue();
        return Integer.rotateRight(sum, 15) + 0xA282EAD8;
    }

    private void put(int at, int word) {
        for (int i = 0; i < Integer.BYTES; i++) {
            ready[at + i] = (byte) (word >>> 8 * i);
        }
    }

    private void room(int bytes) {
        if (readyTo + bytes <= ready.length) {
            return;
        }
        byte[] to = readyTo - readyFrom + bytes <= ready.length
                ? ready
                : new byte[Math.max(2 * ready.length, readyTo - readyFrom + bytes)];
        System.arraycopy(ready, readyFrom, to, 0, readyTo - readyFrom);
        ready = to;
        readyTo -= readyFrom;
        readyFrom = 0;
    }

    /** How many bytes can be taken. */
    public int readyBytes() {
        return readyTo - readyFrom;
    }

    /** Takes that many bytes, or what there is. */
    public byte[] take(int most) {
        byte[] taken = new byte[Math.min(most, readyBytes())];
        System.arraycopy(ready, readyFrom, taken, 0, taken.length);
        readyFrom += taken.length;
        return taken;
    }
}
