package io.quoll.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections on which nobody asks for anything: those whose first request is not there within {@link #FIRST}, and those
 * without a request underway for {@link #BETWEEN}. A connection that is silent is closed by its idle time-out; these send a
 * byte now and then. Stands before all handlers of requests, and looks at the connections of one event loop, on that loop.
 */
final class SlowHeads implements Handler<HttpServerRequest> {

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMinutes(2);

    private static final AttributeKey<Waiting> WAITING = AttributeKey.valueOf(SlowHeads.class, "waiting");

    /** What is known of a connection. */
    private static final class Waiting {
        /** The request that came last, over HTTP/1.1, where there is one at a time. */
        private @Nullable HttpServerRequest last;

        private boolean asked;
        /** How often it was looked at since a request was there. */
        private int looks;
    }

    private final Handler<HttpServerRequest> next;
    private final Duration every;
    private final Duration first;
    private final Duration between;

    SlowHeads(Handler<HttpServerRequest> next) {
        this(next, EVERY, FIRST, BETWEEN);
    }

    /**
     * @param every how long it is from look to look
     * @param first how long the first request of a connection may take to come
     * @param between how long there may be none after that
     */
    SlowHeads(Handler<HttpServerRequest> next, Duration every, Duration first, Duration between) {
        this.next = next;
        this.every = every;
        this.first = first;
        this.between = between;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            Waiting waiting = waiting(connection.channel());
            waiting.asked = true;
            waiting.looks = 0;
            waiting.last = request.version() == HttpVersion.HTTP_2 ? null : request;
        }
        next.handle(request);
    }

    private static Waiting waiting(Channel channel) {
        Attribute<Waiting> attribute = channel.attr(WAITING);
        Waiting known = attribute.get();
        if (known == null) {
            known = new Waiting();
            attribute.set(known);
        }
        return known;
    }

    /** Looks from time to time from now on. On the context's thread. */
    void watch(Context context, int port) {
        EventLoop loop = ((ContextInternal) context).nettyEventLoop();
        if (loop instanceof SingleThreadEventLoop channels) {
            context.owner().setPeriodic(every.toMillis(), ignored -> look(channels, port));
        }
    }

    private void look(SingleThreadEventLoop loop, int port) {
        List<Channel> overdue = new ArrayList<>();
        for (Iterator<Channel> all = loop.registeredChannelsIterator(); all.hasNext(); ) {
            Channel channel = all.next();
            if (cameTo(port, channel) && isOverdue(channel)) {
                overdue.add(channel);
            }
        }
        overdue.forEach(Channel::close);
    }

    private static boolean cameTo(int port, Channel channel) {
        return channel.parent() != null
                && channel.localAddress() instanceof InetSocketAddress address
                && address.getPort() == port;
    }

    private boolean isOverdue(Channel channel) {
        Waiting waiting = waiting(channel);
        if (isUnderway(channel, waiting)) {
            waiting.looks = 0;
            return false;
        }
        waiting.last = null;
        waiting.looks++;
        // The connection may have come, or the request gone, right before the first look.
        return every.multipliedBy(waiting.looks - 1).compareTo(waiting.asked ? between : first) >= 0;
    }

    private static boolean isUnderway(Channel channel, Waiting waiting) {
        Http2ConnectionHandler streams = channel.pipeline().get(Http2ConnectionHandler.class);
        if (streams != null) {
            return streams.connection().numActiveStreams() > 0;
        }
        HttpServerRequest last = waiting.last;
        return last != null && !(last.isEnded() && last.response().ended());
    }
}
