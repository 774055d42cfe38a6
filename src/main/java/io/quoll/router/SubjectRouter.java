package io.quoll.router;

import io.quoll.subject.SubjectTree;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of one subject space, and one {@link RoutingLane} for each thread that publishes in it. Subscribing and
 * matching a new subject take the lock; a message on a known subject does not.
 */
public final class SubjectRouter {

    private final ReentrantLock lock = new ReentrantLock();
    private final SubjectTree<Subscription> tree = new SubjectTree<>();
    private final RouteGenerations generations = new RouteGenerations();
    private final SubjectBranches branches = new SubjectBranches();
    private final InterestWatches watches = new InterestWatches();
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
        RoutingLane made = new RoutingLane(this, index, new SecureRandom().nextLong());
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
        List<Runnable> told;
        lock.lock();
        try {
            int before = tree.size();
            tree.add(subscription.pattern(), subscription);
            if (tree.size() > before) {
                branches.added(subscription.pattern());
            }
            inserts++;
            generations.changed(subscription.pattern());
            told = watches.toldOf(subscription.pattern());
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
    }

    /**
     * @return false if it was not subscribed
     */
    public boolean unsubscribe(Subscription subscription) {
        List<Runnable> told = List.of();
        boolean removed;
        lock.lock();
        try {
            removed = tree.remove(subscription.pattern(), subscription);
            if (removed) {
                removes++;
                branches.removed(subscription.pattern());
                generations.changed(subscription.pattern());
                told = watches.toldOf(subscription.pattern());
            }
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
        return removed;
    }

    /** Whether anybody listens to the literal subject. Takes the lock, so not for every message. */
    public boolean hasInterest(byte[] subject) {
        lock.lock();
        try {
            return tree.hasMatch(subject);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a member of that queue group listens to the literal subject. */
    public boolean hasInterest(byte[] subject, byte[] queue) {
        boolean[] found = {false};
        lock.lock();
        try {
            tree.match(subject, s -> found[0] |= Arrays.equals(s.queue(), queue));
        } finally {
            lock.unlock();
        }
        return found[0];
    }

    /**
     * Has the listener told when subscriptions come or go that match the literal subject. It is told on the thread that
     * subscribes, and so has to hand on what it does.
     *
     * @param key by which the watch is ended
     */
    public void watch(byte[] subject, Object key, Runnable listener) {
        lock.lock();
        try {
            watches.add(subject, key, listener);
        } finally {
            lock.unlock();
        }
    }

    public void unwatch(byte[] subject, Object key) {
        lock.lock();
        try {
            watches.remove(subject, key);
        } finally {
            lock.unlock();
        }
    }

    /** What a subscription {@link Subscription#accepts accepts} has changed. */
    public void reconsider(Subscription subscription) {
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

    /**
     * Matches as the other one does.
     *
     * @return whether the same matches every subject of the subject's branch
     */
    boolean match(byte[] subject, long hashOfBranch, Consumer<Subscription> found) {
        lock.lock();
        try {
            tree.match(subject, found);
            return branches.isUniform(subject, hashOfBranch);
        } finally {
            lock.unlock();
        }
    }
}
