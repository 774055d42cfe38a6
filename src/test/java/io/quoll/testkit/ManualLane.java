package io.quoll.testkit;

import io.quoll.router.LaneThread;
import java.util.concurrent.Executor;

/** A lane's thread that does what it is given when its executor does, and has a turn for each task. */
public final class ManualLane implements LaneThread {

    private final Executor executor;
    private long stallNanos;

    public ManualLane(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void stallPublisher(long nanos) {
        stallNanos = Math.max(stallNanos, nanos);
    }

    @Override
    public long takeStall() {
        long nanos = stallNanos;
        stallNanos = 0;
        return nanos;
    }
}
