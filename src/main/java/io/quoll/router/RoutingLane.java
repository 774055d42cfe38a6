package io.quoll.router;

import io.quoll.message.Publication;
import io.quoll.message.SubjectHash;
import io.quoll.trace.PublicationUnderway;
import io.quoll.trace.Tracing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /** Subjects as long as this are copied into an array of their own. */
    private static final int LONGEST_SUBJECT = 256;

    /** So many subjects are kept one by one even where one route serves their whole branch. */
    private static final int MOST_BESIDE_BRANCHES = 1024;

    private final SubjectRouter router;
    private final int index;
    private final RouteCache cache = new RouteCache();
    private final BranchRoutes branches;
    private final List<Subscription> plain = new ArrayList<>();
    private final List<List<Subscription>> groups = new ArrayList<>();
    private final Route passingRoute;
    private final byte[] @Nullable [] subjectsByLength = new byte[LONGEST_SUBJECT][];
    private Subscription[] lastPlain = Route.NOBODY;
    private byte[] matched = {};
    private boolean selective;
    private @Nullable MessageSource source;
    private @Nullable LaneEntrance entrance;
    private @Nullable Publication addressed;
    private byte @Nullable [] address;
    private ByteBuffer wanted = bytesFor(LONGEST_SUBJECT);
    private final Publication wantedMessage = new Publication();
    private long random;
    private long published;
    private long misses;

    RoutingLane(SubjectRouter router, int index, long seed) {
        this.router = router;
        this.branches = new BranchRoutes(router);
        this.index = index;
        this.random = seed | 1;
        this.passingRoute = router.newRoute(true);
    }

    /** Which of the router's lanes this is; equal to the number of the loop it belongs to. */
    public int index() {
        return index;
    }

    public SubjectRouter router() {
        return router;
    }

    /** The current route of the message's subject. To be kept only if it is not {@link Route#isPassing passing}. */
    public Route route(Publication message) {
        Route route = cache.find(message);
        if (route != null && route.isCurrent()) {
            return route;
        }
        return route == null ? newRoute(message) : found(route, subjectOf(message));
    }

    /** The current route of a subject, to be used at once. */
    Route routeOf(byte[] subject) {
        if (wanted.capacity() < subject.length + Publication.SLACK) {
            wanted = bytesFor(subject.length);
        }
        wanted.put(0, subject);
        long hash = SubjectHash.of(wanted, 0, subject.length);
        wantedMessage.set(wanted, 0, subject.length, hash, 0, 0, subject.length, 0, 0, false);
        return route(wantedMessage);
    }

    private static ByteBuffer bytesFor(int length) {
        return ByteBuffer.allocate(length + Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Route newRoute(Publication message) {
        Route ofBranch = branches.find(message);
        if (ofBranch != null && !isBetterAlone(message)) {
            return ofBranch;
        }
        byte[] subject = subjectOf(message);
        if (ofBranch != null || cache.isWorthKeeping(message.subjectHash(), nextInt(Integer.MAX_VALUE))) {
            Route own = router.newRoute(false);
            own.leadTo(message, subject);
            cache.keep(own);
            return found(own, subject);
        }
        Route shared = branches.begin(message, subject, nextInt(Integer.MAX_VALUE));
        if (shared != null) {
            return foundForAll(shared, subject);
        }
        passingRoute.leadTo(message, subject);
        return found(passingRoute, subject);
    }

    /** A route of its own may be kept by the publisher, which is worth it for one subject after which no others come. */
    private boolean isBetterAlone(Publication message) {
        return cache.size() < MOST_BESIDE_BRANCHES && cache.isWorthKeeping(message.subjectHash(), RouteCache.UNLUCKY);
    }

    /** The subject in an array of its length, to be used at once. */
    private byte[] subjectOf(Publication message) {
        int length = message.subjectLength();
        if (length >= subjectsByLength.length) {
            return message.copySubject();
        }
        byte[] subject = subjectsByLength[length];
        if (subject == null) {
            subject = new byte[length];
            subjectsByLength[length] = subject;
        }
        message.bytes().get(message.subjectStart(), subject);
        return subject;
    }

    /**
     * Delivers to every subscription of the route and to one random member of each of its queue groups.
     *
     * @param except who gets nothing, usually a publisher without echo
     * @return how many took it
     */
    public int publish(Publication message, Route route, @Nullable MessageSink except) {
        int delivered = 0;
        // A sink may publish in turn, and then a passing route leads elsewhere.
        Subscription[][] queueGroups = route.queueGroups();
        for (Subscription subscription : route.subscriptions()) {
            MessageSink sink = subscription.sink();
            if (sink != except && sink.deliver(subscription, message, this)) {
                delivered++;
            }
        }
        for (Subscription[] group : queueGroups) {
            delivered += publishToOne(message, group, except);
        }
        return delivered;
    }

    /**
     * As {@link #publish(Publication, Route, MessageSink)}, where some messages are followed.
     *
     * @param byClient whether a client publishes it, not the server
     */
    public int publish(
            Publication message, Route route, @Nullable MessageSink except, Tracing tracing, boolean byClient) {
        PublicationUnderway underway = tracing.underway(index);
        if (!underway.begin(message, byClient)) {
            return publish(message, route, except);
        }
        int receivers = 0;
        try {
            receivers = publish(message, route, except);
        } finally {
            underway.end(receivers);
        }
        return receivers;
    }

    /** Delivers what the server publishes of itself on that thread. */
    int publishOwn(Publication message, Route route, LaneThread thread) {
        Tracing tracing = thread.tracing();
        return tracing == null ? publish(message, route, null) : publish(message, route, null, tracing, false);
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

    /** By which subject the message is routed if it is not the one that receivers see; null if it is. */
    void address(Publication message, byte @Nullable [] subject) {
        addressed = message;
        address = subject;
    }

    /** As {@link #address} said of the message, for those who pass it on; null if it goes by the subject it shows. */
    public byte @Nullable [] addressOf(Publication message) {
        return message == addressed ? address : null;
    }

    /** The sink's own plain subscription that matches the message's subject, if it has one. */
    public @Nullable Subscription plainSubscriptionOf(MessageSink sink, Publication message) {
        return route(message).first(s -> s.sink() == sink);
    }

    /** Lets go of what is no longer current. Called now and then on the lane's thread. */
    void sweep() {
        cache.sweep();
        branches.sweep();
        lastPlain = Route.NOBODY;
    }

    /** Counts messages that went through here, looked up or not. */
    public void count(long messages) {
        published += messages;
    }

    /** How many messages went by a route that was known. */
    public long hits() {
        return Math.max(0, published - misses);
    }

    public long misses() {
        return misses;
    }

    public int cachedRoutes() {
        return cache.size() + branches.size();
    }

    /** How far cached routes spread, for monitoring. Called on the lane's thread. */
    RouteSample sampleRoutes() {
        return cache.sample();
    }

    /** Who is publishing here at this moment; null for the server itself. */
    public @Nullable MessageSource source() {
        return source;
    }

    /** From now on this is who publishes here. */
    public void source(@Nullable MessageSource publisher) {
        this.source = publisher;
    }

    /** How messages of other subject spaces come in here. */
    public LaneEntrance entrance() {
        LaneEntrance known = entrance;
        if (known == null) {
            known = new LaneEntrance(this);
            entrance = known;
        }
        return known;
    }

    /** The way on which a message that is being delivered came here; null if it was published here in the first place. */
    public LaneEntrance.@Nullable Way wayOf(Publication message) {
        return entrance == null ? null : entrance.wayOf(message);
    }

    private Route found(Route route, byte[] subject) {
        misses++;
        matched = subject;
        route.beginMatch();
        router.match(subject, this);
        complete(route);
        return route;
    }

    /** As the other one, for the route of a branch; it is kept if it serves all of it. */
    private Route foundForAll(Route route, byte[] subject) {
        misses++;
        matched = subject;
        selective = false;
        route.beginMatch();
        boolean uniform = router.match(subject, route.hash(), this) && !selective;
        complete(route);
        if (uniform) {
            branches.keep(route);
        } else {
            route.spoil();
        }
        return route;
    }

    private void complete(Route route) {
        Subscription[][] members = Route.NO_GROUPS;
        if (!groups.isEmpty()) {
            members = new Subscription[groups.size()][];
            for (int i = 0; i < members.length; i++) {
                members[i] = groups.get(i).toArray(Subscription[]::new);
            }
        }
        route.found(foundPlain(), members);
        plain.clear();
        groups.clear();
    }

    /** Many subjects of one wildcard subscription, and replies to one client, share the array. */
    private Subscription[] foundPlain() {
        if (plain.isEmpty()) {
            return Route.NOBODY;
        }
        Subscription[] last = lastPlain;
        boolean same = last.length == plain.size();
        for (int i = 0; same && i < last.length; i++) {
            same = last[i] == plain.get(i);
        }
        if (!same) {
            lastPlain = plain.toArray(Subscription[]::new);
        }
        return lastPlain;
    }

    /** Takes one match from the router while it matches. */
    @Override
    public void accept(Subscription subscription) {
        selective |= subscription.isSelective();
        if (!subscription.accepts(matched)) {
            return;
        }
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
