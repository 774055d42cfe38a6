package io.quoll.transport;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.quoll.connection.ConnectionLoop;

/**
 * A connection that was accepted and that nobody serves yet, with what its loop shares among connections.
 *
 * @param vertxHandler the name of the handler before which all others go
 */
public record NewChannel(
        Channel channel,
        String vertxHandler,
        ConnectionLoop loop,
        BoundedReads reads,
        ReceiveBuffer receiveBuffer,
        ClientWindow window,
        StagingPool pool,
        String ip,
        int port) {

    void add(String name, ChannelHandler handler) {
        channel.pipeline().addBefore(vertxHandler, name, handler);
    }

    void addFirst(String name, ChannelHandler handler) {
        channel.pipeline().addFirst(name, handler);
    }

    /** Handlers that encrypt or compress want many short-lived buffers, of both kinds. */
    void poolBuffers() {
        channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
    }
}
