package io.quoll.account;

/**
 * What each client of an account or of a user may have at most; -1 for as much as the server allows. Immutable.
 */
public record ClientLimits(int maxSubscriptions, int maxPayloadBytes) {

    public static final ClientLimits NONE = new ClientLimits(-1, -1);

    /** The stricter of both. */
    public ClientLimits and(ClientLimits other) {
        return new ClientLimits(
                stricter(maxSubscriptions, other.maxSubscriptions), stricter(maxPayloadBytes, other.maxPayloadBytes));
    }

    /** The stricter of two limits, of which a negative one is none. */
    public static int stricter(int one, int other) {
        if (one < 0) {
            return other;
        }
        return other < 0 ? one : Math.min(one, other);
    }
}
