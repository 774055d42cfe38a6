package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.GoDuration;
import org.jspecify.annotations.Nullable;

/** How long a single message stays, as its {@code Nats-TTL} header says. Stateless. */
final class MessageTtl {

    /** For good, whatever the stream's own limit is. */
    static final long NEVER = -1;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private MessageTtl() {}

    /** Whole seconds, {@link #NEVER}, or 0 where nothing is said. */
    static long seconds(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return 0;
        }
        if (header.equalsIgnoreCase("never")) {
            return NEVER;
        }
        try {
            long nanos = GoDuration.parse(header);
            if (nanos < SECOND_NANOS) {
                throw ApiError.MESSAGE_TTL_INVALID.with();
            }
            return nanos / SECOND_NANOS;
        } catch (IllegalArgumentException notADuration) {
            return plainSeconds(header);
        }
    }

    private static long plainSeconds(String header) {
        try {
            long seconds = Long.parseLong(header);
            if (seconds < 0) {
                throw ApiError.MESSAGE_TTL_INVALID.with();
            }
            return seconds;
        } catch (NumberFormatException e) {
            throw ApiError.MESSAGE_TTL_INVALID.with();
        }
    }
}
