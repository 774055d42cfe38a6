package io.quoll.jetstream.consumer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one consumer has sent and what has not reached its receivers' lanes yet. The consumer adds on the stream's executor;
 * {@link #landed} is called on lanes. Bounded: above half a megabyte the consumer waits.
 */
final class Underway implements Outbox.Sender {

    private static final long MOST_BYTES = 512 * 1024;
    private static final long ADDED_AT_ONCE = 16 * 1024;

    private final Runnable goOn;
    private final AtomicLong bytes = new AtomicLong();
    /** What was added and is not in the sum yet. For the stream's executor. */
    private long added;

    private volatile boolean isAwaited;
    private volatile long stallNanos;

    /**
     * @param goOn what to do when there is room again; run on a lane
     */
    Underway(Runnable goOn) {
        this.goOn = goOn;
    }

    void add(int more) {
        added += more;
        if (added > ADDED_AT_ONCE) {
            settle();
        }
    }

    /** At the end of a turn: all that was added counts. */
    void settle() {
        if (added > 0) {
            bytes.addAndGet(added);
            added = 0;
        }
    }

    /** How long receivers want the consumer to wait, 0 for not at all; asked once. */
    long takeStall() {
        long stall = stallNanos;
        if (stall > 0) {
            stallNanos = 0;
        }
        return stall;
    }

    /** Whether nothing should be added now; then there will be a call when it may be again. */
    boolean isFull() {
        if (bytes.get() < MOST_BYTES) {
            return false;
        }
        isAwaited = true;
        // What landed in between has not seen that it is waited for.
        return bytes.get() >= MOST_BYTES;
    }

    @Override
    public void landed(int landedBytes, long stall) {
        if (stall > 0) {
            stallNanos = stall;
        }
        if (bytes.addAndGet(-landedBytes) < MOST_BYTES / 2 && isAwaited) {
            isAwaited = false;
            goOn.run();
        }
    }
}
