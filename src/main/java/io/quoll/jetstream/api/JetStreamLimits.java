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

    /** No streams. */
    public static final JetStreamLimits NOTHING = new JetStreamLimits(0, 0, 0, 0, -1, -1, -1, false);

    /** Whether there is no room for a single byte. */
    public boolean allowsNothing() {
        return maxMemory == 0 && maxStorage == 0;
    }
}
