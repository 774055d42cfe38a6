package io.quoll.bench.http;

/** Goes through what a stream brings, message by message. Anything but the next number is an error. One thread. */
abstract class MessageScan {

    private byte[] rest = new byte[1 << 20];
    private int kept;
    private volatile long seen;
    private volatile long stamp;

    /** How many messages came. */
    final long seen() {
        return seen;
    }

    /** When the last message was published, where its payload says so. */
    final long stamp() {
        return stamp;
    }

    final void take(byte[] bytes, int from, int to) {
        if (kept == 0) {
            keep(bytes, scan(bytes, from, to), to);
            return;
        }
        if (kept + to - from > rest.length) {
            throw new IllegalStateException("a message of more than " + rest.length + " bytes");
        }
        System.arraycopy(bytes, from, rest, kept, to - from);
        int end = kept + to - from;
        kept = 0;
        keep(rest, scan(rest, 0, end), end);
    }

    private void keep(byte[] bytes, int from, int to) {
        System.arraycopy(bytes, from, rest, 0, to - from);
        kept = to - from;
    }

    /** Notes a message by its payload. */
    final void message(byte[] bytes, int payloadAt) {
        long number = NumberedPayload.read(bytes, payloadAt);
        if (number != seen) {
            throw new IllegalStateException("message " + number + " came where " + seen + " was next");
        }
        seen = number + 1;
        if (bytes[payloadAt + NumberedPayload.DIGITS] == '@') {
            stamp = NumberedPayload.read(bytes, payloadAt + NumberedPayload.DIGITS + 1);
        }
    }

    /** Returns where the first message begins that is not whole. */
    abstract int scan(byte[] bytes, int from, int to);
}
