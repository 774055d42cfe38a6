package io.quoll.server;

import io.quoll.connection.ConnectionSettings;

/** The settings of clients as they are at the moment; a reload replaces all at once. Read by all loops. */
final class CurrentClientSettings implements ConnectionSettings {

    private volatile ClientSettings current;

    CurrentClientSettings(ClientSettings current) {
        this.current = current;
    }

    void set(ClientSettings next) {
        this.current = next;
    }

    @Override
    public int maxControlLineBytes() {
        return current.maxControlLineBytes();
    }

    @Override
    public int maxPayloadBytes() {
        return current.maxPayloadBytes();
    }

    @Override
    public long maxPendingBytes() {
        return current.maxPendingBytes();
    }

    @Override
    public int maxConnections() {
        return current.maxConnections();
    }

    @Override
    public int maxSubscriptions() {
        return current.maxSubscriptions();
    }

    @Override
    public int maxSubscriptionTokens() {
        return current.maxSubscriptionTokens();
    }

    @Override
    public int maxClosedClients() {
        return current.maxClosedClients();
    }

    @Override
    public long pingIntervalNanos() {
        return current.pingIntervalNanos();
    }

    @Override
    public int maxPingsOutstanding() {
        return current.maxPingsOutstanding();
    }

    @Override
    public long writeDeadlineNanos() {
        return current.writeDeadlineNanos();
    }

    @Override
    public long authTimeoutNanos() {
        return current.authTimeoutNanos();
    }

    @Override
    public boolean supportsHeaders() {
        return current.supportsHeaders();
    }

    @Override
    public boolean stallsFastProducers() {
        return current.stallsFastProducers();
    }

    @Override
    public boolean tracesProtocol() {
        return current.tracesProtocol();
    }
}
