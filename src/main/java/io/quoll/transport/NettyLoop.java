package io.quoll.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.quoll.connection.LoopExecutor;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A Netty event loop as connections know it, with the machine's time. */
final class NettyLoop implements LoopExecutor {

    private final SingleThreadEventLoop eventLoop;
    private Runnable afterReading = () -> {};
    private final Runnable lineUp = this::lineUp;

    NettyLoop(EventLoop eventLoop) {
        this.eventLoop = (SingleThreadEventLoop) eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public void executeAfterReading(Runnable task) {
        afterReading = task;
        // Put in line at once, the task would run before the loop looks at its sockets again.
        eventLoop.executeAfterEventLoopIteration(lineUp);
    }

    private void lineUp() {
        eventLoop.execute(afterReading);
    }

    @Override
    public void rest(long nanos) {
        LockSupport.parkNanos(this, nanos);
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
