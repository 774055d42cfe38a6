package io.quoll.server;

import io.quoll.config.Settings;
import io.quoll.jetstream.stream.Durability;
import io.quoll.jetstream.stream.StreamSettings;

/** The operator's settings as streams read them, each read once. */
record StreamOptions(
        Durability durability,
        long syncIntervalNanos,
        long maxBufferedBytes,
        int maxBufferedMessages,
        int maxPayloadBytes,
        long maxPendingBytes,
        long longestDuplicateWindowNanos,
        int requestQueueLimit,
        boolean strict,
        String domain,
        int maxBatchMessages,
        int maxBatchesPerStream,
        int maxBatches,
        long batchTimeoutNanos,
        long maxMemoryBytes,
        long maxFileBytes)
        implements StreamSettings {

    /** What nats-server leaves to the rest of the machine. */
    private static final int SHARE_PERCENT = 75;

    /**
     * @param usableBytes what the disk has room for
     */
    static StreamOptions of(Settings settings, long usableBytes) {
        long memory = Runtime.getRuntime().maxMemory() / 100 * SHARE_PERCENT;
        return new StreamOptions(
                durability(settings),
                settings.jetStreamSyncInterval().toNanos(),
                settings.jetStreamMaxBufferedSize(),
                settings.jetStreamMaxBufferedMsgs(),
                settings.maxPayload(),
                settings.maxPending(),
                settings.jetStreamDuplicateWindow().toNanos(),
                settings.jetStreamRequestQueueLimit(),
                settings.jetStreamStrict(),
                settings.jetStreamDomain().orElse(""),
                settings.jetStreamBatchMaxMsgs(),
                settings.jetStreamBatchMaxInflightPerStream(),
                settings.jetStreamBatchMaxInflightTotal(),
                settings.jetStreamBatchTimeout().toNanos(),
                settings.jetStreamMaxMemoryStore().orElse(memory),
                settings.jetStreamMaxFileStore().orElse(usableBytes / 100 * SHARE_PERCENT));
    }

    /** What is said outright, else what the interval of nats-server's configuration means. */
    private static Durability durability(Settings settings) {
        return settings.jetStreamDurability()
                .flatMap(Durability::of)
                .orElse(settings.jetStreamSyncsNowAndThen() ? Durability.INTERVAL : Durability.ALWAYS);
    }
}
