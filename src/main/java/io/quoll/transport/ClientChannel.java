package io.quoll.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.quoll.connection.ByteSink;
import io.quoll.connection.ClientConnection;
import io.quoll.connection.CloseReason;
import io.quoll.connection.OutboundBuffer;
import io.quoll.transport.websocket.WebSocketFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The place of a client in its channel's pipeline, before Vert.x's own handler, which sees only the channel's end. Reads go
 * to the {@link ClientConnection}, whose staged bytes come back through {@link ByteSink}. All on the channel's loop.
 */
final class ClientChannel extends ChannelInboundHandlerAdapter implements ByteSink {

    /** How long a closing connection may take to write its rest and to see the client go. */
    private static final long LINGER_MILLIS = 1000;
    /** How long a client has to read why it is about to be reset. */
    private static final long RESET_MILLIS = 100;

    private final StagingPool pool;
    private final ReceiveBuffer receiveBuffer;
    private final BoundedReads reads;
    private final ClientWindow window;
    private final @Nullable WebSocketFrames frames;
    private final LeftOver left = new LeftOver();
    /** What came while the client could not take it; no more than other handlers make of what was read before. */
    private final Deque<ByteBuf> waiting = new ArrayDeque<>(0);

    private @Nullable LargeFrame largeFrame;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ClientConnection connection;
    private boolean reading = true;
    private boolean closing;

    /** @param frames what the client's bytes are wrapped in, {@code null} for nothing */
    ClientChannel(NewChannel arrived, @Nullable WebSocketFrames frames) {
        this.pool = arrived.pool();
        this.receiveBuffer = arrived.receiveBuffer();
        this.reads = arrived.reads();
        this.window = arrived.window();
        this.frames = frames;
    }

    /** To be called before this stands in the pipeline. */
    void serve(ClientConnection client) {
        connection = client;
    }

    /** Nothing stands between the socket and this, and nothing will. */
    void readDirectly() {
        reads.intoReceiveBuffer(left);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    // Bytes in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        try {
            if (closing) {
                left.drop();
            } else if (receiveBuffer.isBehind(read)) {
                left.drop();
                receive(0, read.writerIndex());
            } else {
                receiveForeign(read);
            }
        } finally {
            read.release();
        }
    }

    /** Bytes that came through another handler, such as TLS, are copied to where the decoder can read words. */
    private void receiveForeign(ByteBuf read) {
        if (waiting.isEmpty()) {
            decodeForeign(read);
        }
        if (read.isReadable() && !closing) {
            waiting.addLast(read.retain());
        }
    }

    private void decodeForeign(ByteBuf read) {
        while (read.isReadable() && !closing && reading) {
            int from = left.copyTo(receiveBuffer.bytes());
            int count = Math.min(read.readableBytes(), ReceiveBuffer.CAPACITY - from);
            ByteBuffer target = receiveBuffer.bytes();
            read.readBytes(target.limit(from + count).position(from));
            target.clear();
            left.drop();
            receive(0, from + count);
        }
    }

    private void receive(int from, int end) {
        ClientConnection client = client();
        int at = from;
        LargeFrame large = largeFrame;
        if (large != null) {
            at += large.take(receiveBuffer.bytes(), at, end);
            if (!large.isComplete()) {
                return;
            }
            largeFrame = null;
            client.receive(large.bytes(), 0, large.length());
            large.release();
        }
        at = client.receive(receiveBuffer.bytes(), at, end);
        if (closing) {
            return;
        }
        int frame = at < end ? client.frameBytes() : 0;
        window.onCutFrame(frame);
        if (frame > ReceiveBuffer.CAPACITY) {
            largeFrame = new LargeFrame(frame);
            largeFrame.take(receiveBuffer.bytes(), at, end);
        } else {
            left.keep(receiveBuffer.bytes(), at, end);
        }
    }

    /** Vert.x's handler has nothing to do with reads. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {}

    @Override
    public void pauseReading() {
        reading = false;
        context().channel().config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        if (reading || closing) {
            return;
        }
        reading = true;
        if (!left.isEmpty()) {
            int end = left.copyTo(receiveBuffer.bytes());
            left.drop();
            receive(0, end);
        }
        while (reading && !waiting.isEmpty()) {
            ByteBuf next = waiting.getFirst();
            decodeForeign(next);
            if (!next.isReadable() && !waiting.isEmpty()) {
                waiting.removeFirst().release();
            }
        }
        if (reading) {
            context().channel().config().setAutoRead(true);
        }
    }

    // Bytes out

    @Override
    public OutboundBuffer borrow(int atLeast) {
        return pool.borrow(atLeast);
    }

    @Override
    public void giveBack(OutboundBuffer buffer) {
        pool.giveBack(buffer);
    }

    @Override
    public void write(OutboundBuffer buffer) {
        ChannelHandlerContext ctx = context();
        ctx.writeAndFlush(StagingPool.written(buffer), ctx.voidPromise());
    }

    @Override
    public long unwrittenBytes() {
        ChannelOutboundBuffer outbound = context().channel().unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    @Override
    public void notifyDrained() {
        ChannelHandlerContext ctx = context();
        // In a task of its own: only then does Netty no longer count the mark itself.
        writeMark().addListener(done -> ctx.channel().eventLoop().execute(() -> client().onDrained()));
    }

    /** Its future completes when everything before it is written. Other handlers do not see it. */
    private ChannelFuture writeMark() {
        return context().pipeline().firstContext().writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    // The end

    @Override
    public void sayGoodbye(CloseReason reason) {
        WebSocketFrames wrapping = frames;
        if (wrapping != null) {
            wrapping.close(CloseStatus.of(reason), reason.text());
        }
    }

    /**
     * Goes on reading into nowhere after the last byte is written, until the client has gone or a moment has passed: closing
     * with unread bytes would make the network throw away the error that was just written.
     */
    @Override
    public void closeWhenWritten() {
        closeAfter(LINGER_MILLIS, done -> {
            if (done.isSuccess() && context().channel() instanceof SocketChannel socket) {
                endOutput(socket);
            } else {
                context().close();
            }
        });
    }

    /** TLS has a last word of its own, without which a client would have to think that something was cut off. */
    private void endOutput(SocketChannel socket) {
        SslHandler tls = context().pipeline().get(SslHandler.class);
        if (tls == null) {
            socket.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> socket.shutdownOutput());
        }
    }

    @Override
    public void resetWhenWritten() {
        closeAfter(RESET_MILLIS, done -> {
            if (context().channel() instanceof SocketChannel socket) {
                socket.config().setSoLinger(0);
            }
        });
    }

    private void closeAfter(long millis, ChannelFutureListener whenWritten) {
        if (!closing) {
            closing = true;
            releaseInput();
            ChannelHandlerContext ctx = context();
            ctx.channel().config().setAutoRead(true);
            writeMark().addListener(whenWritten);
            ctx.channel().eventLoop().schedule(() -> ctx.close(), millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void closeNow() {
        closing = true;
        releaseInput();
        context().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        client().onDisconnected(CloseReason.CLIENT_CLOSED);
        closing = true;
        releaseInput();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof WebSocketFrames.ViolationException) {
            client().onWronglyWrapped(String.valueOf(cause.getMessage()));
            return;
        }
        boolean ofNetwork = cause instanceof IOException || cause.getCause() instanceof IOException;
        client().onDisconnected(ofNetwork ? CloseReason.READ_ERROR : CloseReason.PARSE_ERROR);
        ctx.close();
    }

    private void releaseInput() {
        left.drop();
        while (!waiting.isEmpty()) {
            waiting.removeFirst().release();
        }
        LargeFrame large = largeFrame;
        if (large != null) {
            largeFrame = null;
            large.release();
        }
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not yet in a pipeline");
        }
        return ctx;
    }

    private ClientConnection client() {
        ClientConnection client = connection;
        if (client == null) {
            throw new IllegalStateException("no client is served yet");
        }
        return client;
    }
}
