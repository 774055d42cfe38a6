package io.quoll.connection;

import java.time.InstantSource;
import java.util.concurrent.Executor;

/** The thread that connections of one loop live on, and the time it goes by. */
public interface LoopExecutor extends Executor {

    /** Runs the task on the loop after what it is doing now; in order. Any thread. */
    @Override
    void execute(Runnable task);

    /** Runs the task on the loop after the delay. */
    void schedule(Runnable task, long delayNanos);

    /** Monotonic time. */
    long nanoTime();

    /** The wall clock, for showing only. */
    InstantSource clock();
}
