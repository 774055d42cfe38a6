package io.quoll.connection;

/**
 * What went through one loop. Written by the loop only; other threads read values that may be a moment old. The count of a
 * connection is added when it has been read or flushed, not for each message.
 */
public final class LoopCounters {

    private volatile long inMessages;
    private volatile long inBytes;
    private volatile long outMessages;
    private volatile long outBytes;
    private volatile long slowConsumers;
    private volatile long staleConnections;
    private volatile long stalls;

    public long inMessages() {
        return inMessages;
    }

    public long inBytes() {
        return inBytes;
    }

    public long outMessages() {
        return outMessages;
    }

    public long outBytes() {
        return outBytes;
    }

    public long slowConsumers() {
        return slowConsumers;
    }

    public long staleConnections() {
        return staleConnections;
    }

    /** How often a publisher was made to wait for a receiver. */
    public long stalls() {
        return stalls;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void countIn(long messages, long bytes) {
        inMessages += messages;
        inBytes += bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void countOut(long messages, long bytes) {
        outMessages += messages;
        outBytes += bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void countClosed(CloseReason reason) {
        if (reason.isSlowConsumer()) {
            slowConsumers++;
        } else if (reason == CloseReason.STALE_CONNECTION) {
            staleConnections++;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void countStall() {
        stalls++;
    }
}
