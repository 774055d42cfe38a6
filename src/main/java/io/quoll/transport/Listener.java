package io.quoll.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.quoll.connection.ConnectionLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
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
 * Accepts connections over TCP on several event loops, each with a Vert.x server of its own at the same address; Vert.x
 * shares the socket among them and gives out connections in turn. What becomes of them is an {@link Admission}'s business.
 */
public final class Listener {

    /** How many connections may wait to be accepted. */
    private static final int ACCEPT_BACKLOG = 4096;

    /** Tells listeners of one Vert.x apart that each want a free port. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final ServingLoops serving;
    private final List<ConnectionLoop> loops;
    private final Admission admission;
    private final List<NetServer> servers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Channel accepting;

    /** @param loops in the order of the serving ones */
    public Listener(ServingLoops serving, List<ConnectionLoop> loops, Admission admission) {
        this.serving = serving;
        this.loops = List.copyOf(loops);
        this.admission = admission;
    }

    /**
     * Listens.
     *
     * @param port 0 for any free one
     * @return the port
     */
    public Future<Integer> listen(String host, int port) {
        // To Vert.x a negative port is a free one that all servers who name it share.
        int shared = port == 0 ? FREE_PORTS.decrementAndGet() : port;
        Future<Integer> first = listen(0, host, shared);
        return first.compose(actualPort -> {
            List<Future<Integer>> others = new ArrayList<>();
            for (int i = 1; i < loops.size(); i++) {
                others.add(listen(i, host, shared));
            }
            return others.isEmpty() ? first : Future.all(others).map(actualPort);
        });
    }

    private Future<Integer> listen(int index, String host, int port) {
        ContextInternal context = serving.context(index);
        NetServerOptions options = new NetServerOptions()
                .setHost(host)
                .setPort(port)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setReuseAddress(true)
                .setTcpNoDelay(true);
        Future<NetServer> listening = Future.future(promise -> context.runOnContext(ignored -> {
            NetServer server = serving.vertx().createNetServer(options);
            servers.add(server);
            server.connectHandler(socket -> accept(socket, index));
            server.listen().onComplete(promise);
        }));
        return listening.map(NetServer::actualPort);
    }

    private void accept(NetSocket socket, int index) {
        ChannelHandlerContext vertxHandler = ((NetSocketInternal) socket).channelHandlerContext();
        Channel channel = vertxHandler.channel();
        if (accepting == null) {
            accepting = channel.parent();
        }
        ClientWindow window = new ClientWindow(channel);
        ReceiveBuffer receiveBuffer = serving.receiveBuffer(index);
        BoundedReads reads = new BoundedReads(receiveBuffer, channel.config());
        channel.config().setRecvByteBufAllocator(reads);
        admission.admit(new NewChannel(
                channel,
                vertxHandler.name(),
                loops.get(index),
                reads,
                receiveBuffer,
                window,
                serving.pool(),
                socket.remoteAddress().hostAddress(),
                socket.remoteAddress().port()));
    }

    /**
     * Accepts nobody any more; clients that are there stay. When the future completes, whoever dials is refused, though some
     * that were accepted just before may still be on their way to an {@link Admission}.
     */
    public Future<?> stopAccepting() {
        Channel channel = accepting;
        if (channel == null) {
            return close();
        }
        Promise<Void> closed = Promise.promise();
        channel.close().addListener(done -> closed.complete());
        return closed.future();
    }

    /** Ends listening and every connection that is left. */
    public Future<?> close() {
        List<Future<Void>> closing = servers.stream().map(NetServer::close).toList();
        return Future.join(closing);
    }
}
