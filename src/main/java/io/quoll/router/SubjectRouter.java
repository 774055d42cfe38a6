package io.quoll.router;

import io.quoll.subject.SubjectTree;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * All subscriptions of one subject space, and one {@link RoutingLane} for each thread that publishes in it. Subscribing and
 * matching a new subject take the lock; a message on a known subject does not.
 */
public final class SubjectRouter {

    private final ReentrantLock lock = new ReentrantLock();
    private final SubjectTree<Subscription> tree = new SubjectTree<>();
    private final RouteGenerations generations = new RouteGenerations();
    private final InterestWatches watches = new InterestWatches();
    private final RoutingLane[] lanes;
    private long inserts;
    private long removes;

    public SubjectRouter(int laneCount) {
        SecureRandom seeds = new SecureRandom();
        this.lanes = new RoutingLane[laneCount];
        for (int i = 0; i < laneCount; i++) {
            lanes[i] = new RoutingLane(this, i, seeds.nextLong());
        }
    }

    public RoutingLane lane(int index) {
        return lanes[index];
    }

    public int laneCount() {
        return lanes.length;
    }

    /** A message published after this returns is delivered. */
    public void subscribe(Subscription subscription) {
        List<Runnable> told;
        lock.lock();
        try {
            tree.add(subscription.pattern(), subscription);
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
                generations.changed(subscription.pattern());
                told = watches.toldOf(subscription.pattern());
            }
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
        return removed;
    }

    /** Whether anybody listens to the literal subject. */
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
            for (RoutingLane lane : lanes) {
                hits += lane.hits();
                misses += lane.misses();
                cached += lane.cachedRoutes();
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
