package io.quoll.jetstream.consumer;

/** When a consumer may send its next message: as fast as its rate allows, or as messages once arrived. For the stream's executor. */
final class Pace {

    private static final long SECOND_NANOS = 1_000_000_000L;

    private long notBefore;
    private long lastStored;
    private long lastSent;

    /** The time from which on a message that was stored then may be sent. */
    long notBefore(ConsumerConfig config, long storedNanos, boolean first) {
        if (config.replayPolicy() == ReplayPolicy.ORIGINAL && first && lastStored != 0) {
            return Math.max(notBefore, lastSent + Math.max(0, storedNanos - lastStored));
        }
        return notBefore;
    }

    void sent(ConsumerConfig config, long storedNanos, int size, long now) {
        lastStored = storedNanos;
        lastSent = now;
        if (config.rateLimitBits() > 0) {
            notBefore = Math.max(now, notBefore) + (long) (size * 8.0 * SECOND_NANOS / config.rateLimitBits());
        }
    }
}
