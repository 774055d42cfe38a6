package io.quoll.jetstream.wire;

import org.jspecify.annotations.Nullable;

/** Which stage of the JetStream API the server has reached, and requests that need a later one. Stateless. */
public final class ApiLevel {

    /** The level of this server. */
    public static final int LEVEL = 4;

    public static final String HEADER = "Nats-Required-Api-Level";

    private ApiLevel() {}

    /** Whether a request with these headers needs more than there is. */
    public static boolean isTooLow(byte[] headers) {
        return isTooLow(HeaderBlock.first(headers, HEADER));
    }

    /** Whether that is more than there is, or no level at all. */
    public static boolean isTooLow(@Nullable String required) {
        if (required == null || required.isEmpty()) {
            return false;
        }
        try {
            return Integer.parseInt(required) > LEVEL;
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
