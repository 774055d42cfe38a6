package io.quoll.bench;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the threads of a run tell each other. */
final class RunSignals {

    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile boolean closing;

    /** Tells publishers and requesters to send no more. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Tells that connections are closed on purpose from now on. */
    void close() {
        stopped = true;
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** Ends the run; the first reason is the one that is told. */
    void fail(String sentence) {
        failure.compareAndSet(null, sentence);
        stopped = true;
    }

    @Nullable
    String failure() {
        return failure.get();
    }
}
