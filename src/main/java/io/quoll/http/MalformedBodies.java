package io.quoll.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.quoll.http.problem.Problem;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the decoder of a connection over HTTP/1 and those who read its requests, who would only close a connection
 * where a body comes in chunks that are none. Answers such a request with a problem in its turn, if its response has not begun,
 * and then closes; nothing behind it is read. On the connection's loop.
 */
final class MalformedBodies extends ChannelDuplexHandler {

    /** Responses with a status from here on are answers. */
    private static final int INFORMED = 200;

    private int requests;
    private int responses;
    /** Whether a response is underway. */
    private boolean begun;
    /** Why nothing more is read. */
    private @Nullable Throwable cause;

    private boolean closes;

    /** To be called when a connection is there, before its first request. */
    static void watch(HttpConnection connection) {
        if (connection instanceof ConnectionBase base
                && base.channel().pipeline().get(HttpRequestDecoder.class) != null) {
            ChannelHandlerContext reader = base.channelHandlerContext();
            reader.pipeline().addBefore(reader.name(), MalformedBodies.class.getSimpleName(), new MalformedBodies());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (cause != null) {
            ReferenceCountUtil.release(read);
        } else if (read instanceof HttpRequest) {
            // Of one whose line cannot be read, this is all there is, and others answer it.
            requests++;
            context.fireChannelRead(read);
        } else if (read instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            content.release();
            cause = content.decoderResult().cause();
            refuse(context, cause);
        } else {
            context.fireChannelRead(read);
        }
    }

    /** In its turn: responses to the requests before come first. */
    private void refuse(ChannelHandlerContext context, Throwable reason) {
        if (requests == responses + 1) {
            closes = true;
            Problem problem = MalformedHeads.problemOf(reason, "the body's chunks cannot be read");
            context.writeAndFlush(begun ? Unpooled.EMPTY_BUFFER : response(problem))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static FullHttpResponse response(Problem problem) {
        ByteBuf document = Unpooled.wrappedBuffer(problem.toJson());
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(problem.status()), document);
        response.headers()
                .set("Content-Type", Problem.MEDIA_TYPE)
                .set("Content-Length", document.readableBytes())
                .set("Connection", "close");
        return response;
    }

    @Override
    public void write(ChannelHandlerContext context, Object written, ChannelPromise promise) {
        if (closes) {
            ReferenceCountUtil.release(written);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        begun |= written instanceof HttpResponse response && response.status().code() >= INFORMED;
        context.write(written, promise);
        if (begun && written instanceof LastHttpContent) {
            begun = false;
            responses++;
            if (cause != null) {
                refuse(context, cause);
            }
        }
    }
}
