package io.quoll.connection;

import java.time.Duration;

/** Settings that a test changes as it likes; to begin with, those of a server without configuration. */
final class Limits implements ConnectionSettings {

    int maxControlLine = 4096;
    int maxPayload = 1 << 20;
    long maxPending = 64 << 20;
    int maxConnections = 65_536;
    int maxSubscriptions;
    int maxSubscriptionTokens;
    int maxClosedClients = 100;
    Duration pingInterval = Duration.ofMinutes(2);
    int maxPingsOutstanding = 2;
    Duration writeDeadline = Duration.ofSeconds(10);
    Duration authTimeout = Duration.ofSeconds(2);
    boolean headers = true;
    boolean stalls = true;

    @Override
    public int maxControlLineBytes() {
        return maxControlLine;
    }

    @Override
    public int maxPayloadBytes() {
        return maxPayload;
    }

    @Override
    public long maxPendingBytes() {
        return maxPending;
    }

    @Override
    public int maxConnections() {
        return maxConnections;
    }

    @Override
    public int maxSubscriptions() {
        return maxSubscriptions;
    }

    @Override
    public int maxSubscriptionTokens() {
        return maxSubscriptionTokens;
    }

    @Override
    public int maxClosedClients() {
        return maxClosedClients;
    }

    @Override
    public long pingIntervalNanos() {
        return pingInterval.toNanos();
    }

    @Override
    public int maxPingsOutstanding() {
        return maxPingsOutstanding;
    }

    @Override
    public long writeDeadlineNanos() {
        return writeDeadline.toNanos();
    }

    @Override
    public long authTimeoutNanos() {
        return authTimeout.toNanos();
    }

    @Override
    public boolean supportsHeaders() {
        return headers;
    }

    @Override
    public boolean stallsFastProducers() {
        return stalls;
    }

    @Override
    public boolean tracesProtocol() {
        return false;
    }
}
