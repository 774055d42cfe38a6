package io.quoll.bench;

import java.util.concurrent.atomic.AtomicLong;

/** What one connection has carried. Written by its worker once per read or write, read by any thread. */
final class Meter {

    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long startedAt;
    private volatile long endedAt;

    /** Sets the moment from which the rate counts; without it that is the first message. */
    void start(long nanos) {
        startedAt = nanos;
        endedAt = nanos;
    }

    void add(long moreMessages, long moreBytes, long nanos) {
        if (startedAt == 0) {
            startedAt = nanos;
        }
        messages.lazySet(messages.get() + moreMessages);
        bytes.lazySet(bytes.get() + moreBytes);
        endedAt = nanos;
    }

    void end(long nanos) {
        endedAt = nanos;
    }

    long messages() {
        return messages.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** 0 before anything happened. */
    long startedAt() {
        return startedAt;
    }

    long endedAt() {
        return endedAt;
    }
}
