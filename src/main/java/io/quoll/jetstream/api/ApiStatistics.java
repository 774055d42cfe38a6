package io.quoll.jetstream.api;

import java.util.concurrent.atomic.LongAdder;

/** How many requests there were, and how many were refused. Any thread. */
public final class ApiStatistics {

    private final LongAdder total = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder inFlight = new LongAdder();

    void begin() {
        total.increment();
        inFlight.increment();
    }

    void end() {
        inFlight.decrement();
    }

    void countError() {
        errors.increment();
    }

    public long total() {
        return total.sum();
    }

    public long errors() {
        return errors.sum();
    }

    public long inFlight() {
        return inFlight.sum();
    }
}
