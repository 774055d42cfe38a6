package io.quoll.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.quoll.connection.ClientConnection;
import io.quoll.connection.ConnectionLoop;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.connection.LoopExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Accepts clients over TCP on several event loops, each with a Vert.x server of its own at the same address; Vert.x shares
 * the socket among them and gives out connections in turn.
 */
public final class TcpListener {

    /** How many connections may wait to be accepted. */
    private static final int ACCEPT_BACKLOG = 4096;

    /** Tells listeners of one Vert.x apart that each want a free port. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final VertxInternal vertx;
    private final List<ContextInternal> contexts = new ArrayList<>();
    private final List<NetServer> servers = new CopyOnWriteArrayList<>();
    private final StagingPool pool = new StagingPool();
    private volatile @Nullable Channel accepting;

    /** Takes so many event loops; nothing listens yet. */
    public TcpListener(Vertx vertx, int loops) {
        this.vertx = (VertxInternal) vertx;
        for (int i = 0; i < loops; i++) {
            contexts.add(this.vertx.createEventLoopContext());
        }
    }

    /** The event loops taken, in the order in which {@link #listen} wants the connection loops. */
    public List<LoopExecutor> executors() {
        return contexts.stream()
                .<LoopExecutor>map(c -> new NettyLoop(c.nettyEventLoop()))
                .toList();
    }

    /**
     * Listens.
     *
     * @param port 0 for any free one
     * @return the port
     */
    public Future<Integer> listen(String host, int port, ConnectionRegistry registry) {
        List<ConnectionLoop> loops = registry.loops();
        // To Vert.x a negative port is a free one that all servers who name it share.
        int shared = port == 0 ? FREE_PORTS.decrementAndGet() : port;
        Future<Integer> first = listen(0, host, shared, registry);
        return first.compose(actualPort -> {
            List<Future<Integer>> others = new ArrayList<>();
            for (int i = 1; i < loops.size(); i++) {
                others.add(listen(i, host, shared, registry));
            }
            return others.isEmpty() ? first : Future.all(others).map(actualPort);
        });
    }

    private Future<Integer> listen(int index, String host, int port, ConnectionRegistry registry) {
        ContextInternal context = contexts.get(index);
        ConnectionLoop loop = registry.loops().get(index);
        NetServerOptions options = new NetServerOptions()
                .setHost(host)
                .setPort(port)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setReuseAddress(true)
                .setTcpNoDelay(true);
        Future<NetServer> listening = Future.future(promise -> context.runOnContext(ignored -> {
            ReceiveBuffer receiveBuffer = new ReceiveBuffer();
            NetServer server = vertx.createNetServer(options);
            servers.add(server);
            server.connectHandler(socket -> accept(socket, receiveBuffer, registry, loop));
            server.listen().onComplete(promise);
        }));
        return listening.map(NetServer::actualPort);
    }

    private void accept(
            NetSocket socket, ReceiveBuffer receiveBuffer, ConnectionRegistry registry, ConnectionLoop loop) {
        ChannelHandlerContext vertxHandler = ((NetSocketInternal) socket).channelHandlerContext();
        Channel channel = vertxHandler.channel();
        if (accepting == null) {
            accepting = channel.parent();
        }
        ClientChannel client = new ClientChannel(pool, receiveBuffer);
        ClientConnection connection = new ClientConnection(
                registry,
                loop,
                client,
                socket.remoteAddress().hostAddress(),
                socket.remoteAddress().port());
        channel.pipeline().addBefore(vertxHandler.name(), "quoll", client);
        client.serve(connection);
    }

    /** Accepts nobody any more; clients that are there stay. */
    public void stopAccepting() {
        Channel channel = accepting;
        if (channel != null) {
            channel.close();
        } else {
            close();
        }
    }

    /** Ends listening and every connection that is left. */
    public Future<?> close() {
        List<Future<Void>> closing = servers.stream().map(NetServer::close).toList();
        return Future.join(closing);
    }
}
