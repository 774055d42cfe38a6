package io.quoll.router;

/** Counts of a router at one moment: what is subscribed, what was, and how the route caches did. */
public record RouterStatistics(
        long subscriptions, long cachedRoutes, long inserts, long removes, long cacheHits, long cacheMisses) {

    public static final RouterStatistics NONE = new RouterStatistics(0, 0, 0, 0, 0, 0);

    /** Of several routers together. */
    public RouterStatistics plus(RouterStatistics other) {
        return new RouterStatistics(
                subscriptions + other.subscriptions,
                cachedRoutes + other.cachedRoutes,
                inserts + other.inserts,
                removes + other.removes,
                cacheHits + other.cacheHits,
                cacheMisses + other.cacheMisses);
    }

    public long matches() {
        return cacheHits + cacheMisses;
    }

    public double cacheHitRate() {
        return matches() == 0 ? 0 : (double) cacheHits / matches();
    }
}
