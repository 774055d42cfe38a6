package io.quoll.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that streams run on. A task goes straight to the thread that came to rest last, which finds in its processor's
 * caches what it left there; only when all have something to do does it wait. Any thread may add tasks; their number is bounded
 * by that of streams, as each has but a few {@linkplain io.quoll.jetstream.stream.SerialExecutor executors}.
 */
final class StreamThreads implements Executor {

    private static final Logger LOG = System.getLogger(StreamThreads.class.getName());

    private final int most;
    private final List<Worker> workers = new ArrayList<>();
    private final ArrayDeque<Worker> resting = new ArrayDeque<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param most so many threads, each begun when there is something to do for it
     */
    StreamThreads(int most) {
        this.most = most;
    }

    /**
     * Runs the task on one of the threads.
     *
     * @throws RejectedExecutionException after the {@linkplain #close end}
     */
    @Override
    public void execute(Runnable task) {
        Worker worker;
        synchronized (this) {
            if (closed) {
                throw new RejectedExecutionException("the threads of streams have ended");
            }
            worker = resting.pollLast();
            if (worker == null && workers.size() == most) {
                waiting.addLast(task);
                return;
            }
            if (worker == null) {
                worker = new Worker(workers.size() + 1);
                workers.add(worker);
                worker.given = task;
                worker.thread.start();
                return;
            }
        }
        worker.give(task);
    }

    /** What the thread is to do next: itself if it is to end, null if it has to wait for it. */
    private synchronized @Nullable Runnable next(Worker worker) {
        Runnable task = waiting.pollFirst();
        if (task == null && closed) {
            return worker;
        }
        if (task == null) {
            resting.addLast(worker);
        }
        return task;
    }

    /** Takes nothing more, and returns when all that was taken is done; what takes longer than that is interrupted. */
    void close(Duration within) {
        List<Worker> idle;
        List<Worker> all;
        synchronized (this) {
            closed = true;
            idle = List.copyOf(resting);
            resting.clear();
            all = List.copyOf(workers);
        }
        idle.forEach(worker -> worker.give(worker));
        long until = System.nanoTime() + within.toNanos();
        try {
            for (Worker worker : all) {
                long left = until - System.nanoTime();
                worker.thread.join(Math.max(1, left / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(worker -> worker.thread.interrupt());
    }

    /** One of the threads. */
    private final class Worker implements Runnable {

        private final Thread thread;
        /** What it is woken for; itself, to end. */
        private volatile @Nullable Runnable given;

        Worker(int number) {
            thread = new Thread(this, "stream-" + number);
            thread.setDaemon(true);
        }

        void give(Runnable task) {
            given = task;
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            Runnable task = await();
            while (task != this) {
                attempt(task);
                task = next(this);
                if (task == null) {
                    task = await();
                }
            }
        }

        private Runnable await() {
            Runnable task = given;
            while (task == null) {
                LockSupport.park(this);
                task = given;
            }
            given = null;
            return task;
        }

        private void attempt(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a task of a stream failed", e);
            }
        }
    }
}
