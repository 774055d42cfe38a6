package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.GoDuration;
import io.quoll.jetstream.wire.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** When a message is to be published again and again, or once, as its {@code Nats-Schedule} header says. Immutable. */
final class Schedule {

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final long atNanos;
    private final long everyNanos;
    private final @Nullable CronPattern cron;
    private final ZoneId zone;

    private Schedule(long atNanos, long everyNanos, @Nullable CronPattern cron, ZoneId zone) {
        this.atNanos = atNanos;
        this.everyNanos = everyNanos;
        this.cron = cron;
        this.zone = zone;
    }

    /** The schedule of a message that has one. */
    static Schedule parse(PublishHeaders headers) {
        String pattern = headers.get(PublishHeader.SCHEDULE);
        if (pattern == null) {
            throw ApiError.MESSAGE_SCHEDULES_PATTERN_INVALID.with();
        }
        ZoneId zone = zoneOf(headers.raw(PublishHeader.SCHEDULE_TIME_ZONE));
        try {
            return parse(pattern, zone);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw ApiError.MESSAGE_SCHEDULES_PATTERN_INVALID.with();
        }
    }

    private static @Nullable ZoneId zoneOf(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw ApiError.MESSAGE_SCHEDULES_TIME_ZONE_INVALID.with();
        }
    }

    private static Schedule parse(String pattern, @Nullable ZoneId zone) {
        boolean isAt = pattern.startsWith("@at ");
        boolean isEvery = pattern.startsWith("@every ");
        if ((isAt || isEvery) && zone != null) {
            throw new IllegalArgumentException("only a cron pattern has a time zone");
        }
        if (isAt) {
            return new Schedule(Timestamps.parse(pattern.substring("@at ".length())), 0, null, ZoneOffset.UTC);
        }
        if (isEvery) {
            long every = GoDuration.parse(pattern.substring("@every ".length()));
            if (every < SECOND_NANOS) {
                throw new IllegalArgumentException("more often than once a second");
            }
            return new Schedule(0, every, null, ZoneOffset.UTC);
        }
        return new Schedule(0, 0, CronPattern.parse(named(pattern)), zone == null ? ZoneOffset.UTC : zone);
    }

    private static String named(String pattern) {
        return switch (pattern) {
            case "@yearly", "@annually" -> "0 0 0 1 1 *";
            case "@monthly" -> "0 0 0 1 * *";
            case "@weekly" -> "0 0 0 * * 0";
            case "@daily", "@midnight" -> "0 0 0 * * *";
            case "@hourly" -> "0 0 * * * *";
            default -> pattern;
        };
    }

    /** Whether it goes on after the first time. */
    boolean isRepeating() {
        return everyNanos > 0 || cron != null;
    }

    /**
     * The next time after one, which is not before now: what was missed while the server was away is made up for once.
     *
     * @return nanoseconds since the epoch, or 0 where there will be none
     */
    long next(long afterNanos, long nowNanos) {
        if (everyNanos > 0) {
            long next = rounded(afterNanos) + everyNanos;
            return next < nowNanos ? rounded(nowNanos) + everyNanos : next;
        }
        CronPattern pattern = cron;
        if (pattern == null) {
            return atNanos;
        }
        long from = Math.max(afterNanos, nowNanos - SECOND_NANOS);
        Instant next = pattern.next(Instant.ofEpochSecond(0, from), zone);
        return next == null ? 0 : Timestamps.nanos(next);
    }

    private static long rounded(long nanos) {
        return (nanos + SECOND_NANOS / 2) / SECOND_NANOS * SECOND_NANOS;
    }
}
