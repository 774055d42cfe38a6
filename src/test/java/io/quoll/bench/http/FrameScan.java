package io.quoll.bench.http;

import java.nio.ByteBuffer;

/** Messages in length-prefixed frames. */
final class FrameScan extends MessageScan {

    private static final int HEAD = 14;
    private static final int STORED_HEAD = 30;
    private static final byte MESSAGE = 1;
    private static final byte HEARTBEAT = 2;
    private static final byte STORED = 6;

    @Override
    int scan(byte[] bytes, int from, int to) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int at = from;
        while (to - at >= HEAD) {
            int end = at + 4 + in.getInt(at);
            if (end > to) {
                break;
            }
            byte kind = in.get(at + 4);
            if (kind == MESSAGE || kind == STORED) {
                int before = in.getShort(at + 6) + in.getShort(at + 8) + in.getInt(at + 10);
                message(bytes, at + (kind == MESSAGE ? HEAD : STORED_HEAD) + before);
            } else if (kind != HEARTBEAT) {
                throw new IllegalStateException("a frame of kind " + kind);
            }
            at = end;
        }
        return at;
    }
}
