package io.quoll.jetstream.api;

/** What an account may keep in streams; negative numbers stand for no limit. */
public record JetStreamLimits(
        long maxMemory,
        long maxStorage,
        int maxStreams,
        int maxConsumers,
        int maxAckPending,
        long memoryMaxStreamBytes,
        long storageMaxStreamBytes,
        boolean maxBytesRequired) {

    public static final JetStreamLimits NONE = new JetStreamLimits(-1, -1, -1, -1, -1, -1, -1, false);
}
