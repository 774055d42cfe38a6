package io.quoll.transport;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The event loops that somebody depends on: those that serve clients, and any other of the same Vert.x that was seen with a
 * connection or a listener, as those of HTTP are. At most as many as Vert.x has. Looking starts no loop and waits for none. Any
 * thread.
 */
public final class LoopsInUse {

    private final VertxInternal vertx;
    private final Set<Executor> known = new LinkedHashSet<>();

    public LoopsInUse(ServingLoops serving) {
        this.vertx = serving.vertx();
        known.addAll(serving.eventLoops());
    }

    /** Those that are in use or have been; the same ones again at the next look, and perhaps more. */
    public synchronized List<Executor> look() {
        add(vertx.getAcceptorEventLoopGroup());
        add(vertx.getEventLoopGroup());
        return new ArrayList<>(known);
    }

    private void add(EventExecutorGroup group) {
        for (EventExecutor each : group) {
            if (each instanceof SingleThreadEventLoop loop && loop.registeredChannels() > 0) {
                known.add(loop);
            }
        }
    }
}
