package io.quoll.bench.http;

import java.nio.charset.StandardCharsets;

/** Messages in JSON, a line each, bare or as Server-Sent Events. Their payload is the last member. */
final class LineScan extends MessageScan {

    /** What stands behind the payload. */
    private static final int TAIL = 2;

    private final int size;

    LineScan(int size) {
        this.size = size;
    }

    @Override
    int scan(byte[] bytes, int from, int to) {
        int begin = from;
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                line(bytes, begin, at);
                begin = at + 1;
            }
        }
        return begin;
    }

    private void line(byte[] bytes, int begin, int end) {
        if (end - begin > size && bytes[end - 1] == '}') {
            message(bytes, end - TAIL - size);
        } else if (new String(bytes, begin, end - begin, StandardCharsets.UTF_8).startsWith("event: ")) {
            throw new IllegalStateException(new String(bytes, begin, end - begin, StandardCharsets.UTF_8));
        }
    }
}
