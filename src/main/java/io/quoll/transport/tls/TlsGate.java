package io.quoll.transport.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the head of a new connection's pipeline until the client's first bytes tell whether it speaks TLS, then gives way
 * to the handler that does, or to nothing. Tells the {@link Guest} what has come of it, within the time that the options give.
 * On the channel's loop.
 */
public final class TlsGate extends ChannelInboundHandlerAdapter {

    /** The name of the handler that encrypts, in the pipeline. */
    public static final String HANDLER = "tls";

    /** What a TLS handshake begins with. */
    private static final int HANDSHAKE_RECORD = 0x16;

    /** Who comes in by the gate. Exactly one of the first four is called, once. */
    public interface Guest {

        /** The handshake is done. */
        void onSecured(SSLSession session);

        /** The client does not want TLS and need not. */
        void onPlain();

        /**
         * What was offered cannot be accepted; the connection is about to be closed.
         *
         * @param spokeTls whether it was TLS at all
         */
        void onFailed(String why, boolean spokeTls);

        /**
         * The time is over.
         *
         * @param hasBegun whether a handshake is under way, so that nothing can be said in plain text
         */
        void onTimeout(boolean hasBegun);

        /** The client does not begin by itself: it is to be greeted in plain text. Called before the others, if at all. */
        void onSilence();

        /** Too many begin at this moment. The connection is to be closed. */
        void onThrottled();
    }

    private final TlsContext tls;
    private final Executor elsewhere;
    private final Guest guest;
    private boolean waitsForHandshake;
    private boolean open = true;
    private @Nullable Future<?> timeout;
    private @Nullable Future<?> silence;

    /** @param elsewhere where signing and verifying may take their time */
    public TlsGate(TlsContext tls, Executor elsewhere, Guest guest) {
        this.tls = tls;
        this.elsewhere = elsewhere;
        this.guest = guest;
        this.waitsForHandshake = tls.options().handshakeFirst();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timeout = ctx.executor()
                .schedule(() -> onTimeout(ctx, false), tls.options().timeout().toNanos(), TimeUnit.NANOSECONDS);
        long delay = tls.options().fallbackDelay().toNanos();
        if (waitsForHandshake && delay > 0) {
            silence = ctx.executor().schedule(this::onSilence, delay, TimeUnit.NANOSECONDS);
        }
    }

    private void onSilence() {
        if (open && waitsForHandshake) {
            waitsForHandshake = false;
            guest.onSilence();
        }
    }

    private void onTimeout(ChannelHandlerContext ctx, boolean hasBegun) {
        if (!open) {
            return;
        }
        if (!hasBegun && !waitsForHandshake && tls.options().allowsPlain()) {
            letPass(ctx);
        } else {
            close();
            guest.onTimeout(hasBegun);
        }
    }

    private void letPass(ChannelHandlerContext ctx) {
        close();
        ctx.pipeline().remove(this);
        guest.onPlain();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf first = (ByteBuf) message;
        if (!open || !first.isReadable()) {
            first.release();
            return;
        }
        boolean isPlain = first.getUnsignedByte(first.readerIndex()) != HANDSHAKE_RECORD;
        if (isPlain && !waitsForHandshake && tls.options().allowsPlain()) {
            letPass(ctx);
            ctx.fireChannelRead(first);
        } else if (!tls.allowsHandshake(System.nanoTime())) {
            first.release();
            close();
            guest.onThrottled();
        } else {
            handshake(ctx, first);
        }
    }

    private void handshake(ChannelHandlerContext ctx, ByteBuf first) {
        cancel(silence);
        cancel(timeout);
        SslHandler handler = tls.newHandler(elsewhere);
        timeout = ctx.executor()
                .schedule(() -> onTimeout(ctx, true), tls.options().timeout().toNanos(), TimeUnit.NANOSECONDS);
        handler.handshakeFuture().addListener(done -> onHandshake(handler, done));
        ctx.pipeline().replace(this, HANDLER, handler);
        ctx.pipeline().fireChannelRead(first);
    }

    private void onHandshake(SslHandler handler, Future<?> done) {
        if (!open) {
            return;
        }
        close();
        if (!done.isSuccess()) {
            boolean spokeTls = !(done.cause() instanceof NotSslRecordException);
            guest.onFailed(
                    spokeTls ? message(done.cause()) : "first record does not look like a TLS handshake", spokeTls);
            return;
        }
        SSLSession session = handler.engine().getSession();
        String objection = tls.objectionTo(session);
        if (objection == null) {
            guest.onSecured(session);
        } else {
            guest.onFailed(objection, true);
        }
    }

    private static String message(@Nullable Throwable cause) {
        if (cause == null || cause instanceof ClosedChannelException) {
            return "EOF";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        close();
        ctx.fireChannelInactive();
    }

    private void close() {
        open = false;
        cancel(silence);
        cancel(timeout);
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
