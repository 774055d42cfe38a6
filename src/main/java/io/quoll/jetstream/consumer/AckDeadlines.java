package io.quoll.jetstream.consumer;

import java.util.Arrays;

/**
 * Until when those who got messages have time to acknowledge them. For the stream's executor; the consumer's alarm asks for {@link
 * #next}.
 */
final class AckDeadlines {

    static final long NEVER = Long.MAX_VALUE;

    /** Many that are late one after the other are looked for in one go, the more the longer that takes. */
    private static final long SHORTEST_PAUSE_NANOS = 1_000_000L;

    private static final int LOOKED_AT_IN_A_PAUSE = 4096;

    private final PendingMessages pending;
    private long next = NEVER;

    AckDeadlines(PendingMessages pending) {
        this.pending = pending;
    }

    /** The message at that place is awaited until then. */
    void set(int place, long deadline) {
        pending.deadline(place, deadline);
        next = Math.min(next, deadline);
    }

    /** When it is time to look for late ones. */
    long next() {
        return next;
    }

    /** Nothing is awaited any more. */
    void clear() {
        next = NEVER;
    }

    /** The sequences of messages whose time is up; they are not awaited any longer. */
    long[] takeLate(long now) {
        if (next > now) {
            return new long[0];
        }
        long[] late = new long[pending.size()];
        int count = 0;
        long earliest = NEVER;
        for (int place = pending.first(); place >= 0; place = pending.next(place)) {
            if (pending.deadline(place) <= now) {
                late[count++] = pending.sequence(place);
                pending.deadline(place, NEVER);
            } else {
                earliest = Math.min(earliest, pending.deadline(place));
            }
        }
        long pause = SHORTEST_PAUSE_NANOS * (1 + pending.size() / LOOKED_AT_IN_A_PAUSE);
        next = earliest == NEVER ? NEVER : Math.max(earliest, now + pause);
        return Arrays.copyOf(late, count);
    }
}
