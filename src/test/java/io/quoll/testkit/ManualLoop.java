package io.quoll.testkit;

import io.quoll.connection.LoopExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * A loop that the test drives: tasks run when the test says so, and time passes when the test lets it. For one thread.
 */
public final class ManualLoop implements LoopExecutor {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MOST_TASKS = 1_000_000;

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Timed> timed =
            new PriorityQueue<>(Comparator.comparingLong(Timed::atNanos).thenComparingLong(Timed::order));
    private long nowNanos = 1_000;
    private long scheduled;

    private record Timed(long atNanos, long order, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    /** A look at the sockets takes a microsecond. */
    @Override
    public void executeAfterReading(Runnable task) {
        nowNanos += 1_000;
        ready.add(task);
    }

    @Override
    public void rest(long nanos) {
        nowNanos += nanos;
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        timed.add(new Timed(nowNanos + Math.max(0, delayNanos), scheduled++, task));
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public InstantSource clock() {
        return () -> BEGIN.plusNanos(nowNanos);
    }

    /** Runs the task that waits longest, if any. */
    public boolean runOne() {
        Runnable task = ready.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs what waits, and what that makes wait. */
    public void run() {
        for (int i = 0; i < MOST_TASKS; i++) {
            if (!runOne()) {
                return;
            }
        }
        throw new AssertionError("tasks without end");
    }

    /** Lets time pass; what becomes due runs at its time. */
    public void advance(Duration duration) {
        long until = nowNanos + duration.toNanos();
        run();
        for (Timed next = timed.peek(); next != null && next.atNanos() <= until; next = timed.peek()) {
            timed.remove();
            nowNanos = Math.max(nowNanos, next.atNanos());
            next.task().run();
            run();
        }
        nowNanos = until;
    }

    public int waiting() {
        return ready.size();
    }
}
