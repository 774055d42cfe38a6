package io.quoll.connection;

/** The limits and times a client lives by. Read at any time, so an implementation may change them while connections live. */
public interface ConnectionSettings {

    int maxControlLineBytes();

    int maxPayloadBytes();

    /** The most bytes waiting for one client before it counts as too slow. */
    long maxPendingBytes();

    /** The most connections at once; 0 or less for no limit. */
    int maxConnections();

    /** The most subscriptions of one connection; 0 or less for no limit. */
    int maxSubscriptions();

    /** The most tokens in a subscription's subject; 0 or less for no limit. */
    int maxSubscriptionTokens();

    /** How many ended connections are remembered. */
    int maxClosedClients();

    long pingIntervalNanos();

    /** How many pings may be unanswered. */
    int maxPingsOutstanding();

    long writeDeadlineNanos();

    long authTimeoutNanos();

    boolean supportsHeaders();

    /** Whether producers are slowed down for receivers that fall behind. */
    boolean stallsFastProducers();

    /** Whether every operation is logged. */
    boolean tracesProtocol();
}
