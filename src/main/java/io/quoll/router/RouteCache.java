package io.quoll.router;

import io.quoll.message.Publication;
import org.jspecify.annotations.Nullable;

/**
 * The routes a lane has found, by subject. Grows with use up to {@link #MOST_SLOTS}, in groups of four slots of which a full
 * one loses a member at each new arrival. A subject is kept when it comes a second time soon, or by chance: subjects used once,
 * as replies are, seldom push out others or cost memory, and of many recurring subjects all are kept in the end.
 */
final class RouteCache {

    static final int MOST_SLOTS = 1 << 18;

    private static final int FEWEST_SLOTS = 256;
    private static final int WAYS = 4;
    private static final int SEEN = 4096;
    /** One in sixteen. */
    private static final int LUCK = 15;

    /** A number for {@link #isWorthKeeping} that brings no luck. */
    static final int UNLUCKY = 1;

    private static final int SAMPLED_SLOTS = 4096;

    private long[] hashes = new long[FEWEST_SLOTS];
    private @Nullable Route[] routes = new Route[FEWEST_SLOTS];
    private int size;
    private int victim;
    private int sweepAt;
    private final long[] seenOnce = new long[SEEN];

    @Nullable
    Route find(Publication message) {
        long hash = message.subjectHash();
        int group = groupOf(hash, hashes.length);
        for (int i = group; i < group + WAYS; i++) {
            if (hashes[i] == hash) {
                Route route = routes[i];
                if (route != null && route.isOf(message)) {
                    return route;
                }
            }
        }
        return null;
    }

    /** Whether a subject that is not cached was met before, lately, or is lucky. */
    boolean isWorthKeeping(long hash, int random) {
        int slot = (int) (hash >>> 40) & SEEN - 1;
        boolean seen = seenOnce[slot] == hash;
        seenOnce[slot] = hash;
        return seen || (random & LUCK) == 0;
    }

    void keep(Route route) {
        if (size > hashes.length / 2 && hashes.length < MOST_SLOTS) {
            resize(hashes.length * 2);
        }
        place(route);
    }

    private void place(Route route) {
        int group = groupOf(route.hash(), hashes.length);
        int slot = group + (victim++ & WAYS - 1);
        for (int i = group; i < group + WAYS; i++) {
            if (routes[i] == null) {
                slot = i;
                size++;
                break;
            }
        }
        hashes[slot] = route.hash();
        routes[slot] = route;
    }

    /**
     * Lets go of routes that are no longer current, so that they hold nobody in memory; looks at a part of the slots each
     * time.
     */
    void sweep() {
        int end = Math.min(sweepAt + Math.max(FEWEST_SLOTS, hashes.length / 64), hashes.length);
        for (int i = sweepAt; i < end; i++) {
            Route route = routes[i];
            if (route != null && !route.isCurrent()) {
                routes[i] = null;
                hashes[i] = 0;
                size--;
            }
        }
        sweepAt = end == hashes.length ? 0 : end;
        if (sweepAt == 0 && hashes.length > FEWEST_SLOTS && size < hashes.length / 8) {
            resize(hashes.length / 2);
        }
    }

    int size() {
        return size;
    }

    /** Looks at a part of the slots, which routes are in by the chance of their hashes. */
    RouteSample sample() {
        int found = 0;
        long receivers = 0;
        int largest = 0;
        for (int i = 0; i < Math.min(SAMPLED_SLOTS, routes.length); i++) {
            Route route = routes[i];
            if (route != null) {
                int fanout = route.fanout();
                found++;
                receivers += fanout;
                largest = Math.max(largest, fanout);
            }
        }
        return new RouteSample(found, receivers, largest);
    }

    private void resize(int slots) {
        @Nullable Route[] old = routes;
        hashes = new long[slots];
        routes = new Route[slots];
        size = 0;
        sweepAt = 0;
        for (Route route : old) {
            if (route != null) {
                place(route);
            }
        }
    }

    private static int groupOf(long hash, int slots) {
        return (int) hash & slots - 1 & -WAYS;
    }
}
