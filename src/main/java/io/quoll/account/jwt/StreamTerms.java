package io.quoll.account.jwt;

/** How much an account may keep in streams: -1 is no limit; nothing of both kinds of storage means no streams. */
public record StreamTerms(long memoryBytes, long fileBytes, long streams, long consumers, long maxAckPending) {

    static StreamTerms of(JsonObject json) throws JwtException {
        return new StreamTerms(
                json.number("mem_storage"),
                json.number("disk_storage"),
                json.number("streams"),
                json.number("consumer"),
                json.number("max_ack_pending"));
    }

    public boolean areEnabled() {
        return memoryBytes != 0 || fileBytes != 0;
    }
}
