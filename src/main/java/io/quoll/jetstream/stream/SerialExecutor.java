package io.quoll.jetstream.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other on the threads of a pool, whichever is free, and something more behind each run of tasks. A
 * stream's writer is one of these, so that all of a stream's state needs no lock. Any thread may add tasks; their number is
 * bounded by those who do.
 */
public final class SerialExecutor implements Executor, Runnable {

    private static final Logger LOG = System.getLogger(SerialExecutor.class.getName());

    /** So many tasks are done before what is to follow a run. */
    private static final int MOST_A_RUN = 128;

    /** After so many runs others of the pool have their turn. */
    private static final int MOST_RUNS = 8;

    private final Executor pool;
    private final Runnable afterRun;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    public SerialExecutor(Executor pool) {
        this(pool, () -> {});
    }

    /**
     * @param afterRun runs when there is no task left, or after so many that it should not wait longer
     */
    public SerialExecutor(Executor pool, Runnable afterRun) {
        this.pool = pool;
        this.afterRun = afterRun;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            pool.execute(this);
        }
    }

    /** How many tasks wait. */
    public int waiting() {
        return waiting.get();
    }

    /** On a thread of the pool: runs until nothing is left or others are to have it. */
    @Override
    public void run() {
        int runs = 0;
        int waits;
        do {
            waits = waiting.addAndGet(-runOnce());
            runs++;
            // Whatever came meanwhile stays on this thread: waking another for it costs more than most tasks.
        } while (waits > 0 && runs < MOST_RUNS);
        if (waits > 0) {
            pool.execute(this);
        }
    }

    private int runOnce() {
        int done = 0;
        for (Runnable task = tasks.poll(); task != null; task = done < MOST_A_RUN ? tasks.poll() : null) {
            attempt(task);
            done++;
        }
        attempt(afterRun);
        return done;
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a task of a stream failed", e);
        }
    }
}
