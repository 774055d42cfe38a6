package io.quoll.transport;

import io.netty.channel.EventLoop;
import io.quoll.connection.LoopExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;

/** The event loops that serve clients, with what the listeners on each of them share. */
public final class ServingLoops {

    private final VertxInternal vertx;
    private final List<ContextInternal> contexts = new ArrayList<>();
    private final List<ReceiveBuffer> receiveBuffers = new ArrayList<>();
    private final StagingPool pool = new StagingPool();

    /** Takes so many event loops; nothing listens yet. */
    public ServingLoops(Vertx vertx, int count) {
        this.vertx = (VertxInternal) vertx;
        for (int i = 0; i < count; i++) {
            contexts.add(this.vertx.createEventLoopContext());
            receiveBuffers.add(new ReceiveBuffer());
        }
    }

    /** The event loops, in the order in which the connection loops must be. */
    public List<LoopExecutor> executors() {
        return eventLoops().stream().<LoopExecutor>map(NettyLoop::new).toList();
    }

    List<EventLoop> eventLoops() {
        return contexts.stream().map(ContextInternal::nettyEventLoop).toList();
    }

    VertxInternal vertx() {
        return vertx;
    }

    ContextInternal context(int index) {
        return contexts.get(index);
    }

    ReceiveBuffer receiveBuffer(int index) {
        return receiveBuffers.get(index);
    }

    StagingPool pool() {
        return pool;
    }
}
