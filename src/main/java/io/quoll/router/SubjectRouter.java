package io.quoll.router;

import io.quoll.subject.SubjectTree;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of one subject space, and one {@link RoutingLane} for each thread that publishes in it. Subscribing and
 * matching a new subject take the lock; a message on a known subject does not.
 */
public final class SubjectRouter {

    private static final SecureRandom SEEDS = new SecureRandom();

    private final ReentrantLock lock = new ReentrantLock();
    private final SubjectTree<Subscription> tree = new SubjectTree<>();
    private final RouteGenerations generations = new RouteGenerations();
    private final AtomicReferenceArray<@Nullable RoutingLane> lanes;
    private long inserts;
    private long removes;

    public SubjectRouter(int laneCount) {
        this.lanes = new AtomicReferenceArray<>(laneCount);
    }

    /** The lane of that number. Kept by whoever publishes often. */
    public RoutingLane lane(int index) {
        RoutingLane lane = lanes.get(index);
        return lane != null ? lane : newLane(index);
    }

    /** A subject space may be one of thousands, so it has lanes only where it is published in. */
    private RoutingLane newLane(int index) {
        RoutingLane made = new RoutingLane(this, index, SEEDS.nextLong());
        RoutingLane other = lanes.compareAndExchange(index, null, made);
        return other == null ? made : other;
    }

    /** How far the cached routes of the lane of that number spread, for monitoring. Called on the lane's thread. */
    public RouteSample sampleRoutes(int index) {
        RoutingLane lane = lanes.get(index);
        return lane == null ? RouteSample.NONE : lane.sampleRoutes();
    }

    public int laneCount() {
        return lanes.length();
    }

    /** Lets go of what the lane of that number no longer needs. Called now and then on the lane's thread. */
    public void sweep(int index) {
        RoutingLane lane = lanes.get(index);
        if (lane != null) {
            lane.sweep();
        }
    }

    /** A message published after this returns is delivered. */
    public void subscribe(Subscription subscription) {
        lock.lock();
        try {
            tree.add(subscription.pattern(), subscription);
            inserts++;
            generations.changed(subscription.pattern());
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return false if it was not subscribed
     */
    public boolean unsubscribe(Subscription subscription) {
        lock.lock();
        try {
            boolean removed = tree.remove(subscription.pattern(), subscription);
            if (removed) {
                removes++;
                generations.changed(subscription.pattern());
            }
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** What the subscription accepts has changed: messages published after this returns are matched anew. */
    public void changed(Subscription subscription) {
        lock.lock();
        try {
            generations.changed(subscription.pattern());
        } finally {
            lock.unlock();
        }
    }

    /** Visits all subscriptions while none changes; for monitoring. */
    public void forEach(Consumer<? super Subscription> visitor) {
        lock.lock();
        try {
            tree.forEach((pattern, subscription) -> visitor.accept(subscription));
        } finally {
            lock.unlock();
        }
    }

    /** Whether a message to the subject would find anybody. Takes the lock, so not for every message. */
    public boolean hasSubscribers(byte[] subject) {
        lock.lock();
        try {
            return tree.hasMatch(subject);
        } finally {
            lock.unlock();
        }
    }

    public RouterStatistics statistics() {
        lock.lock();
        try {
            long hits = 0;
            long misses = 0;
            long cached = 0;
            for (int i = 0; i < lanes.length(); i++) {
                RoutingLane lane = lanes.get(i);
                if (lane != null) {
                    hits += lane.hits();
                    misses += lane.misses();
                    cached += lane.cachedRoutes();
                }
            }
            return new RouterStatistics(tree.size(), cached, inserts, removes, hits, misses);
        } finally {
            lock.unlock();
        }
    }

    Route newRoute(boolean passing) {
        return new Route(generations, passing);
    }

    void match(byte[] subject, Consumer<Subscription> found) {
        lock.lock();
        try {
            tree.match(subject, found);
        } finally {
            lock.unlock();
        }
    }
}
