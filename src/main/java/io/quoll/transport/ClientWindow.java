package io.quoll.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a client has sent may wait in its socket. For a client of the same machine that is little at first: the rest
 * waits with the client, whose system then sends it in one. Once it sends large frames it is more, or each read would open the
 * window anew and the loop do the sending in the client's place. For others it is the system's affair. Used by the connection's
 * loop.
 */
final class ClientWindow {

    /** Room for about 300 messages that come one by one, as the system counts them, and for whole segments of loopback. */
    private static final int NARROW_BYTES = 128 * 1024;

    private static final int WIDE_BYTES = 512 * 1024;
    private static final int LARGE_FRAME_BYTES = 4 * 1024;

    /** Whose window is narrow, if it is. */
    private @Nullable SocketChannel narrowed;

    /** The window of a client that was just accepted. */
    ClientWindow(Channel accepted) {
        if (accepted instanceof SocketChannel client && isLoopback(client)) {
            client.config().setReceiveBufferSize(NARROW_BYTES);
            narrowed = client;
        }
    }

    private static boolean isLoopback(SocketChannel client) {
        InetSocketAddress remote = client.remoteAddress();
        return remote != null && remote.getAddress().isLoopbackAddress();
    }

    /** A frame of that size begins in one read and ends in another. */
    void onCutFrame(int bytes) {
        SocketChannel client = narrowed;
        if (client != null && bytes >= LARGE_FRAME_BYTES) {
            client.config().setReceiveBufferSize(WIDE_BYTES);
            narrowed = null;
        }
    }
}
