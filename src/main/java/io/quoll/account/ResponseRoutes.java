package io.quoll.account;

import io.quoll.message.Publication;
import io.quoll.router.LaneEntrance;
import io.quoll.router.LaneEntrance.Way;
import io.quoll.router.MessageSink;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ways back from the services of one account to those in other accounts who asked. Each request gets a reply subject of
 * its own here, which nobody outside can guess; what is published to it goes to the requester's. Any thread.
 *
 * <p>Bounded: a way ends with the answer, or when none comes in time, and {@link #MOST} exist at once; then the oldest ends.
 */
final class ResponseRoutes implements MessageSink {

    static final int MOST = 65_536;

    private static final String PREFIX = "_R_.";
    private static final byte[] NO_REPLY = {};

    private final Account account;
    private final LongSupplier nanoTime;
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private String prefix = "";
    private long opened;

    /** Where answers go, and until when. */
    private static final class Route {
        private final Account requester;
        private final byte[] reply;
        private final Export.Responses kind;
        private final long patienceNanos;
        private long expiresNanos;

        Route(Account requester, byte[] reply, Export.Responses kind, Duration patience, long nowNanos) {
            this.requester = requester;
            this.reply = reply;
            this.kind = kind;
            this.patienceNanos = patience.toNanos();
            this.expiresNanos = nowNanos + patienceNanos;
        }

        boolean isExpired(long nowNanos) {
            return nowNanos - expiresNanos >= 0;
        }

        /** The same way back for the other direction: the requester may answer the answer. */
        Duration patience() {
            return Duration.ofNanos(patienceNanos);
        }
    }

    ResponseRoutes(Account account, LongSupplier nanoTime) {
        this.account = account;
        this.nanoTime = nanoTime;
    }

    /** A reply subject for a request that comes from another account. */
    byte[] open(Account requester, byte[] reply, Export.Responses kind, Duration patience) {
        String subject;
        boolean first;
        synchronized (routes) {
            first = prefix.isEmpty();
            if (first) {
                long secret = new SecureRandom().nextLong() >>> 1;
                prefix = PREFIX + Long.toString(secret, Character.MAX_RADIX) + ".";
            }
            subject = prefix + Long.toString(++opened, Character.MAX_RADIX);
            routes.put(subject, new Route(requester, reply, kind, patience, nanoTime.getAsLong()));
            if (routes.size() > MOST) {
                Iterator<Route> eldest = routes.values().iterator();
                eldest.next();
                eldest.remove();
            }
        }
        if (first) {
            // Not under the lock: no other is taken while it is held.
            byte[] pattern = (prefix + ">").getBytes(StandardCharsets.US_ASCII);
            account.router().subscribe(new Subscription(pattern, null, this));
        }
        return subject.getBytes(StandardCharsets.US_ASCII);
    }

    /** Nobody got the request. */
    void close(byte[] subject) {
        synchronized (routes) {
            routes.remove(text(subject));
        }
    }

    @Override
    public boolean deliver(Subscription to, Publication message, RoutingLane from) {
        if (from.wayOf(message) == Way.STREAM) {
            return false;
        }
        byte[] address = from.addressOf(message);
        byte[] subject = address == null ? message.copySubject() : address;
        Route route = take(text(subject), message.bodyLength() == 0);
        if (route == null) {
            return false;
        }
        LaneEntrance entrance = route.requester.router().lane(from.index()).entrance();
        if (address != null) {
            // Clients read what a stored message is from the subject by which it is acknowledged, so that stays.
            return entrance.deliver(Way.RESPONSE, message, route.reply) > 0;
        }
        byte[] reply = NO_REPLY;
        if (message.replyLength() > 0) {
            reply = route.requester.responses().open(account, message.copyReply(), route.kind, route.patience());
        }
        boolean taken = entrance.publish(Way.RESPONSE, message, route.reply, reply, null, null) > 0;
        if (!taken) {
            close(subject);
            if (reply.length > 0) {
                route.requester.responses().close(reply);
            }
        }
        return taken;
    }

    /** The way of an answer; the last answer takes it away. */
    private @Nullable Route take(String subject, boolean empty) {
        long now = nanoTime.getAsLong();
        synchronized (routes) {
            Route route = routes.get(subject);
            if (route == null || route.isExpired(now)) {
                routes.remove(subject);
                return null;
            }
            if (route.kind == Export.Responses.SINGLETON || empty) {
                routes.remove(subject);
            } else {
                route.expiresNanos = now + route.patienceNanos;
            }
            return route;
        }
    }

    int size() {
        synchronized (routes) {
            return routes.size();
        }
    }

    /** Ends what has waited too long. */
    void sweep() {
        synchronized (routes) {
            if (!routes.isEmpty()) {
                long now = nanoTime.getAsLong();
                routes.values().removeIf(route -> route.isExpired(now));
            }
        }
    }

    private static String text(byte[] subject) {
        return new String(subject, StandardCharsets.ISO_8859_1);
    }
}
