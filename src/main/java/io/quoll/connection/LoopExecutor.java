package io.quoll.connection;

import java.time.InstantSource;
import java.util.concurrent.Executor;

/** The thread that connections of one loop live on, and the time it goes by. */
public interface LoopExecutor extends Executor {

    /** Runs the task on the loop after what it is doing now; in order. Any thread. */
    @Override
    void execute(Runnable task);

    /** Runs the task after the loop has looked once more for something to read. Called on the loop, for one task at a time. */
    void executeAfterReading(Runnable task);

    /** Holds the loop still for a moment, at least so long. Called on the loop. */
    void rest(long nanos);

    /** Runs the task on the loop after the delay. */
    void schedule(Runnable task, long delayNanos);

    /** Monotonic time. */
    long nanoTime();

    /** The wall clock, for showing only. */
    InstantSource clock();
}
