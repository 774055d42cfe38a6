package io.quoll.router;

/** Counts of a router at one moment: what is subscribed, what was, and how the route caches did. */
public record RouterStatistics(
        long subscriptions, long cachedRoutes, long inserts, long removes, long cacheHits, long cacheMisses) {

    public long matches() {
        return cacheHits + cacheMisses;
    }

    public double cacheHitRate() {
        return matches() == 0 ? 0 : (double) cacheHits / matches();
    }
}
