package io.quoll.account.jwt;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** A time of day at which a user may be connected. One that ends before it begins goes on past midnight. */
public record TimeWindow(LocalTime start, LocalTime end) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    static TimeWindow of(String start, String end) throws JwtException {
        try {
            return new TimeWindow(LocalTime.parse(start, TIME), LocalTime.parse(end, TIME));
        } catch (DateTimeParseException e) {
            throw new JwtException("not a time of day");
        }
    }

    /** The zone of that name, or the server's own where none is named. */
    static ZoneId zone(String name) throws JwtException {
        try {
            return name.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new JwtException("not a time zone");
        }
    }

    /**
     * How long a user may stay from now on; empty for not at all. Of several windows the one that ends last counts.
     *
     * @param windows at least one
     */
    static Optional<Duration> left(List<TimeWindow> windows, ZoneId zone, Instant now) {
        ZonedDateTime local = now.atZone(zone);
        return windows.stream().flatMap(window -> window.leftAt(local).stream()).max(Duration::compareTo);
    }

    private Optional<Duration> leftAt(ZonedDateTime now) {
        ZonedDateTime from = now.with(start);
        ZonedDateTime until = now.with(end);
        boolean overMidnight = start.isAfter(end);
        if (overMidnight && until.isAfter(now)) {
            return Optional.of(Duration.between(now, until));
        }
        if (overMidnight) {
            until = until.plusDays(1);
        }
        return from.isBefore(now) && until.isAfter(now) ? Optional.of(Duration.between(now, until)) : Optional.empty();
    }
}
