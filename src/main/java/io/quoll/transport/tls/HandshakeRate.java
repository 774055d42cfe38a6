package io.quoll.transport.tls;

/** How many handshakes began in the present second, so that no more do than may. Used by all loops at once. */
final class HandshakeRate {

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int mostPerSecond;
    private long secondBegan;
    private int begun;

    /** @param mostPerSecond zero for any number */
    HandshakeRate(int mostPerSecond) {
        this.mostPerSecond = mostPerSecond;
    }

    synchronized boolean allows(long nowNanos) {
        if (mostPerSecond <= 0) {
            return true;
        }
        if (begun == 0 || nowNanos - secondBegan >= SECOND_NANOS) {
            secondBegan = nowNanos;
            begun = 0;
        }
        begun++;
        return begun <= mostPerSecond;
    }
}
