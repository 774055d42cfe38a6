package io.quoll.router;

/** A subscriber has left more bytes waiting than may wait for it, and so its subscription has ended. */
public final class SlowReaderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SlowReaderException(long maxPendingBytes) {
        super("more than " + maxPendingBytes + " bytes were waiting");
    }
}
