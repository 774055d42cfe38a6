package io.quoll.transport.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a connection's one HTTP request, answers it, and either puts frames in its own place or ends the connection. On
 * the channel's loop.
 */
public final class WebSocketUpgrade extends ChannelInboundHandlerAdapter {

    private static final int LONGEST_REQUEST_LINE = 4 * 1024;
    private static final int LONGEST_HEADERS = 32 * 1024;
    private static final int LONGEST_CHUNK = 8 * 1024;

    /** What a frame may hold beyond the largest payload: clients put several operations in one. */
    private static final int ROOM_IN_A_FRAME = 1 << 20;

    private static final String ACCEPTED_BY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** Who wants to be served. */
    public interface Guest {

        /** Frames are read and written from here on; what is in them goes to the next handler. */
        void onUpgraded(WebSocketFrames frames, Visitor visitor);

        /** The request was turned down, for the log. */
        void onRefused(String why);
    }

    /**
     * What the request held that matters later.
     *
     * @param forwardedFor the client's address as a proxy gives it, else empty
     */
    public record Visitor(
            String forwardedFor,
            @Nullable String jwt,
            @Nullable String user,
            @Nullable String password,
            @Nullable String token) {}

    private final WebSocketOptions options;
    private final OriginRule origins;
    private final int maxPayloadBytes;
    private final boolean secure;
    private final Guest guest;
    private @Nullable HttpRequest request;
    private @Nullable Future<?> timeout;
    private boolean answered;

    /** @param secure whether the connection is encrypted */
    public WebSocketUpgrade(WebSocketOptions options, int maxPayloadBytes, boolean secure, Guest guest) {
        this.options = options;
        this.origins = new OriginRule(options.sameOrigin(), options.allowedOrigins());
        this.maxPayloadBytes = maxPayloadBytes;
        this.secure = secure;
        this.guest = guest;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline()
                .addBefore(
                        ctx.name(), "http", new HttpServerCodec(LONGEST_REQUEST_LINE, LONGEST_HEADERS, LONGEST_CHUNK));
        timeout = ctx.executor()
                .schedule(() -> onTimeout(ctx), options.handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void onTimeout(ChannelHandlerContext ctx) {
        if (!answered) {
            answered = true;
            guest.onRefused("timeout");
            ctx.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!answered && message instanceof HttpRequest head) {
                request = head;
            }
            HttpRequest complete = request;
            if (!answered && complete != null && message instanceof LastHttpContent) {
                answer(ctx, new UpgradeRequest(complete));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(ChannelHandlerContext ctx, UpgradeRequest asked) {
        answered = true;
        cancelTimeout();
        UpgradeRequest.Refusal refusal = asked.judge(origins, secure);
        if (refusal != null) {
            guest.onRefused(refusal.why());
            ctx.writeAndFlush(refusal(refusal.status())).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        boolean compressed = options.compression() && asked.offersCompression();
        ctx.writeAndFlush(acceptance(asked, compressed));
        upgrade(ctx, asked, compressed);
    }

    private static FullHttpResponse refusal(HttpResponseStatus status) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                status,
                Unpooled.copiedBuffer(status.reasonPhrase() + "\n", StandardCharsets.US_ASCII));
        response.headers()
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, "close");
        return response;
    }

    private FullHttpResponse acceptance(UpgradeRequest asked, boolean compressed) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, "websocket")
                .set(HttpHeaderNames.CONNECTION, "Upgrade")
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accepted(asked.key()));
        if (compressed) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, Compression.AGREED);
        }
        options.headers().forEach((name, value) -> response.headers().set(name, value));
        return response;
    }

    private static String accepted(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPTED_BY).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private void upgrade(ChannelHandlerContext ctx, UpgradeRequest asked, boolean compressed) {
        ChannelPipeline pipeline = ctx.pipeline();
        WebSocketFrames frames = new WebSocketFrames();
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowExtensions(compressed)
                .closeOnProtocolViolation(false)
                .maxFramePayloadLength((int) Math.min(Integer.MAX_VALUE, (long) maxPayloadBytes + ROOM_IN_A_FRAME))
                .build();
        pipeline.addAfter(ctx.name(), "frames", frames);
        if (compressed) {
            WebSocketServerExtension extension = Compression.agree(maxPayloadBytes);
            pipeline.addAfter(ctx.name(), "inflate", extension.newExtensionDecoder());
            pipeline.addAfter(ctx.name(), "deflate", extension.newExtensionEncoder());
        }
        pipeline.addAfter(ctx.name(), "frame-encoder", new WebSocket13FrameEncoder(false));
        pipeline.addAfter(ctx.name(), "frame-decoder", new WebSocket13FrameDecoder(config));
        guest.onUpgraded(
                frames,
                new Visitor(
                        asked.forwardedFor(),
                        asked.cookie(options.jwtCookie()),
                        asked.cookie(options.userCookie()),
                        asked.cookie(options.passwordCookie()),
                        asked.cookie(options.tokenCookie())));
        pipeline.remove(this);
        // What the client has sent on is handed to the frames by this.
        pipeline.remove("http");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        answered = true;
        cancelTimeout();
        ctx.fireChannelInactive();
    }

    /** What cannot even be read as a request, or a network that fails. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answered = true;
        cancelTimeout();
        ctx.close();
    }

    private void cancelTimeout() {
        Future<?> running = timeout;
        if (running != null) {
            running.cancel(false);
        }
    }
}
