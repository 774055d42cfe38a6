package io.quoll.router;

import io.quoll.message.Publication;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's way through a router: its cache of routes and its random numbers. Every publication of a thread goes through
 * its lane, without a lock unless the subject is new.
 */
public final class RoutingLane implements Consumer<Subscription> {

    private final SubjectRouter router;
    private final int index;
    private final RouteCache cache = new RouteCache();
    private final List<Subscription> plain = new ArrayList<>();
    private final List<List<Subscription>> groups = new ArrayList<>();
    private Subscription[] lastPlain = Route.NOBODY;
    private long random;
    private long hits;
    private long misses;

    RoutingLane(SubjectRouter router, int index, long seed) {
        this.router = router;
        this.index = index;
        this.random = seed | 1;
    }

    /** Which of the router's lanes this is; equal to the number of the loop it belongs to. */
    public int index() {
        return index;
    }

    public SubjectRouter router() {
        return router;
    }

    /** The current route of the message's subject. */
    public Route route(Publication message) {
        Route route = cache.find(message);
        if (route == null) {
            misses++;
            route = router.newRoute(message);
            match(route, message);
            if (cache.isWorthKeeping(message.subjectHash())) {
                cache.keep(route);
            }
        } else if (!route.isCurrent()) {
            misses++;
            match(route, message);
        } else {
            hits++;
        }
        return route;
    }

    /**
     * Delivers to every subscription of the route and to one random member of each of its queue groups.
     *
     * @param except who gets nothing, usually a publisher without echo
     * @return how many took it
     */
    public int publish(Publication message, Route route, @Nullable MessageSink except) {
        int delivered = 0;
        for (Subscription subscription : route.subscriptions()) {
            MessageSink sink = subscription.sink();
            if (sink != except && sink.deliver(subscription, message, this)) {
                delivered++;
            }
        }
        Subscription[][] queueGroups = route.queueGroups();
        if (queueGroups.length > 0) {
            for (Subscription[] group : queueGroups) {
                delivered += publishToOne(message, group, except);
            }
        }
        return delivered;
    }

    private int publishToOne(Publication message, Subscription[] group, @Nullable MessageSink except) {
        int first = nextInt(group.length);
        for (int i = 0; i < group.length; i++) {
            int at = first + i;
            Subscription member = group[at < group.length ? at : at - group.length];
            MessageSink sink = member.sink();
            if (sink != except && sink.deliver(member, message, this)) {
                return 1;
            }
        }
        return 0;
    }

    /** The sink's own plain subscription that matches the message's subject, if it has one. */
    public @Nullable Subscription plainSubscriptionOf(MessageSink sink, Publication message) {
        return route(message).first(s -> s.sink() == sink);
    }

    /** Lets go of what is no longer current. Called now and then on the lane's thread. */
    public void sweep() {
        cache.sweep();
        lastPlain = Route.NOBODY;
    }

    /** Counts a route that a publisher had at hand and did not look up. */
    public void countHit() {
        hits++;
    }

    public long hits() {
        return hits;
    }

    public long misses() {
        return misses;
    }

    public int cachedRoutes() {
        return cache.size();
    }

    /** How far cached routes spread, for monitoring. Called on the lane's thread. */
    public RouteSample sampleRoutes() {
        return cache.sample();
    }

    private void match(Route route, Publication message) {
        long generation = route.currentGeneration();
        router.match(message.copySubject(), this);
        Subscription[] found = plain.isEmpty() ? Route.NOBODY : plain.toArray(Subscription[]::new);
        // Many subjects of one wildcard subscription share the array.
        if (Arrays.equals(found, lastPlain)) {
            found = lastPlain;
        } else {
            lastPlain = found;
        }
        Subscription[][] members = Route.NO_GROUPS;
        if (!groups.isEmpty()) {
            members = new Subscription[groups.size()][];
            for (int i = 0; i < members.length; i++) {
                members[i] = groups.get(i).toArray(Subscription[]::new);
            }
        }
        route.found(generation, found, members);
        plain.clear();
        groups.clear();
    }

    /** Takes one match from the router while it matches. */
    @Override
    public void accept(Subscription subscription) {
        byte[] queue = subscription.queue();
        if (queue == null) {
            plain.add(subscription);
            return;
        }
        for (List<Subscription> group : groups) {
            if (Arrays.equals(group.get(0).queue(), queue)) {
                group.add(subscription);
                return;
            }
        }
        List<Subscription> group = new ArrayList<>();
        group.add(subscription);
        groups.add(group);
    }

    private int nextInt(int bound) {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return (int) (((random >>> 32) * bound) >>> 32);
    }
}
