package io.quoll.transport;

import io.netty.channel.EventLoop;
import io.quoll.connection.LoopExecutor;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** A Netty event loop as connections know it, with the machine's time. */
record NettyLoop(EventLoop eventLoop) implements LoopExecutor {

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        eventLoop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }
}
