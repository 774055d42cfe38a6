package io.quoll.server;

import io.quoll.config.Settings;
import io.quoll.connection.ConnectionSettings;

/** The operator's settings as connections read them, each read once. */
record ClientSettings(
        int maxControlLineBytes,
        int maxPayloadBytes,
        long maxPendingBytes,
        int maxConnections,
        int maxSubscriptions,
        int maxSubscriptionTokens,
        int maxClosedClients,
        long pingIntervalNanos,
        int maxPingsOutstanding,
        long writeDeadlineNanos,
        long authTimeoutNanos,
        boolean supportsHeaders,
        boolean stallsFastProducers,
        boolean tracesProtocol)
        implements ConnectionSettings {

    /** A line has to fit into what a loop reads at once, with room to spare. */
    private static final int LONGEST_CONTROL_LINE = 32 * 1024;

    static ClientSettings of(Settings settings) {
        return new ClientSettings(
                Math.min(settings.maxControlLine(), LONGEST_CONTROL_LINE),
                settings.maxPayload(),
                settings.maxPending(),
                settings.maxConnections(),
                settings.maxSubscriptions(),
                settings.maxSubscriptionTokens(),
                settings.maxClosedClients(),
                settings.pingInterval().toNanos(),
                settings.pingMax(),
                settings.writeDeadline().toNanos(),
                settings.authorizationTimeout().toNanos(),
                !settings.noHeaderSupport(),
                !settings.noFastProducerStall(),
                settings.trace());
    }
}
