package io.quoll.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Between frames and the bytes in them: data goes on, each write becomes one binary frame, and pings and the end of the
 * conversation are answered here. On the channel's loop.
 */
public final class WebSocketFrames extends ChannelDuplexHandler {

    private static final int LONGEST_REASON_BYTES = 123;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_BIG = 1009;

    /** What the client does wrong with frames, for who serves it: it is to be closed. */
    public static final class ViolationException extends RuntimeException {

        ViolationException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private @Nullable ChannelHandlerContext context;
    private boolean closing;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof BinaryWebSocketFrame frame) {
            ctx.fireChannelRead(frame.content());
        } else if (message instanceof TextWebSocketFrame frame) {
            ctx.fireChannelRead(frame.content());
        } else if (message instanceof ContinuationWebSocketFrame frame) {
            ctx.fireChannelRead(frame.content());
        } else if (message instanceof PingWebSocketFrame frame) {
            ctx.writeAndFlush(new PongWebSocketFrame(frame.content()));
        } else if (message instanceof CloseWebSocketFrame frame) {
            answerClose(ctx, frame);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /** With the same words, where they can be said; the connection ends as one that the client closed. */
    private void answerClose(ChannelHandlerContext ctx, CloseWebSocketFrame frame) {
        closing = true;
        ctx.writeAndFlush(new CloseWebSocketFrame(true, 0, frame.content())).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (closing) {
            ReferenceCountUtil.release(message);
            if (!promise.isVoid()) {
                promise.setSuccess();
            }
        } else {
            ctx.write(message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message, promise);
        }
    }

    /** Says that the conversation is over, and why, behind what was written. Nothing can be said after it. */
    public void close(int status, String why) {
        ChannelHandlerContext ctx = context;
        if (ctx != null && !closing) {
            closing = true;
            ctx.writeAndFlush(new CloseWebSocketFrame(status, shortened(why)));
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_REASON_BYTES ? text : text.substring(0, LONGEST_REASON_BYTES - 3) + "...";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            violation(ctx, corrupted.closeStatus().code(), cause);
        } else if (cause instanceof DecompressionException) {
            violation(ctx, TOO_BIG, cause);
        } else if (cause.getCause() instanceof DecompressionException inner) {
            violation(ctx, TOO_BIG, inner);
        } else if (cause instanceof CodecException) {
            violation(ctx, PROTOCOL_ERROR, cause);
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void violation(ChannelHandlerContext ctx, int status, Throwable cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        close(status, why);
        ctx.fireExceptionCaught(new ViolationException(why, cause));
    }
}
