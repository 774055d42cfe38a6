package io.quoll.account.jwt;

/**
 * How much an account may keep in streams: -1 is no limit; nothing of both kinds of storage means no streams.
 *
 * @param memoryStreamBytes the most of one stream in memory, none if not positive, as {@code fileStreamBytes} in files
 * @param needsMaxBytes whether every stream must say how much it may keep
 */
public record StreamTerms(
        long memoryBytes,
        long fileBytes,
        long streams,
        long consumers,
        long maxAckPending,
        long memoryStreamBytes,
        long fileStreamBytes,
        boolean needsMaxBytes) {

    /** No streams. */
    public static final StreamTerms NOTHING = new StreamTerms(0, 0, 0, 0, 0, 0, 0, false);

    /** Where limits are given by number of replicas, what counts here is one. */
    private static final String TIERS = "tiered_limits";

    private static final String ONE_REPLICA = "R1";

    static StreamTerms of(JsonObject limits) throws JwtException {
        StreamTerms untiered = read(limits);
        return untiered.areEnabled() || !limits.has(TIERS)
                ? untiered
                : read(limits.object(TIERS).object(ONE_REPLICA));
    }

    private static StreamTerms read(JsonObject json) throws JwtException {
        return new StreamTerms(
                json.number("mem_storage"),
                json.number("disk_storage"),
                json.number("streams"),
                json.number("consumer"),
                json.number("max_ack_pending"),
                json.number("mem_max_stream_bytes"),
                json.number("disk_max_stream_bytes"),
                json.flag("max_bytes_required"));
    }

    public boolean areEnabled() {
        return memoryBytes != 0 || fileBytes != 0;
    }
}
