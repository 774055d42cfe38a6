package io.quoll.jetstream.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Runs tasks one after the other on the threads of a pool, whichever is free, and something more behind each run of tasks. A
 * stream's writer is one of these, so that all of a stream's state needs no lock. Any thread may add tasks; their number is
 * bounded by those who do.
 *
 * <p>A thread that must not wait, such as a loop, may {@linkplain #executeHere run a task itself} where nothing else is under
 * way, which saves waking another for it. What would wait after that is left to the pool, and so is everything for a while
 * after a run that {@linkplain LoopPatience took long} nevertheless.
 */
public final class SerialExecutor implements Executor, Runnable {

    private static final Logger LOG = System.getLogger(SerialExecutor.class.getName());

    /** So many tasks are done before what is to follow a run. */
    private static final int MOST_A_RUN = 128;

    /** After so many runs others of the pool have their turn. */
    private static final int MOST_RUNS = 8;

    private final Executor pool;
    private final Runnable afterRun;
    private final BooleanSupplier afterRunWaits;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LoopPatience patience;
    /** Tasks of this run, which nothing has followed yet. For whoever runs. */
    private int unfollowed;

    public SerialExecutor(Executor pool) {
        this(pool, () -> {});
    }

    /**
     * @param afterRun runs when there is no task left, or after so many that it should not wait longer
     */
    public SerialExecutor(Executor pool, Runnable afterRun) {
        this(pool, afterRun, () -> false, new LoopPatience(() -> 0));
    }

    /**
     * @param afterRunWaits whether {@code afterRun} would wait for something now, the disk for one
     * @param patience how long threads that must not wait put up with it
     */
    SerialExecutor(Executor pool, Runnable afterRun, BooleanSupplier afterRunWaits, LoopPatience patience) {
        this.patience = patience;
        this.pool = pool;
        this.afterRun = afterRun;
        this.afterRunWaits = afterRunWaits;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            pool.execute(this);
        }
    }

    /**
     * Runs the task on the calling thread, which must not wait, if nothing else runs or waits; else as {@link #execute}. For
     * tasks that are quickly done.
     */
    public void executeHere(Runnable task) {
        if (!waiting.compareAndSet(0, 1)) {
            execute(task);
            return;
        }
        if (patience.isOver()) {
            tasks.add(task);
            pool.execute(this);
            return;
        }
        attempt(task);
        unfollowed = 1;
        int done = afterRunWaits.getAsBoolean() ? 0 : follow();
        patience.onRunEnd();
        if (waiting.addAndGet(-done) > 0) {
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
        for (Runnable task = tasks.poll(); task != null; task = unfollowed < MOST_A_RUN ? tasks.poll() : null) {
            attempt(task);
            unfollowed++;
        }
        return follow();
    }

    private int follow() {
        attempt(afterRun);
        int done = unfollowed;
        unfollowed = 0;
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
