package io.quoll.http.push;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint made of a request.
 *
 * @param status what it answered; {@link #NO_STATUS} if nothing
 * @param after when it wants to be asked again, where it said so
 * @param why for the log
 */
record PushOutcome(Kind kind, int status, @Nullable Duration after, String why) {

    static final int NO_STATUS = 0;

    /** What follows from it. */
    enum Kind {
        /** The messages are taken. */
        TAKEN,
        /** Nothing is to come here any more. */
        GONE,
        /** Not now: the same messages again later, without counting this as a delivery. */
        LATER,
        /** The endpoint could not be asked; the same as later. */
        UNREACHED,
        /** These messages are refused, and the endpoint is well. */
        REFUSED,
        /** These messages are refused, and the endpoint is not well, or does not behave. */
        TROUBLED
    }

    private static final Duration LONGEST = Duration.ofHours(1);

    static PushOutcome of(Kind kind, String why) {
        return new PushOutcome(kind, NO_STATUS, null, why);
    }

    static PushOutcome ofStatus(int status, @Nullable String retryAfter, Instant now) {
        Kind kind = kind(status);
        Duration after = kind == Kind.LATER && retryAfter != null ? delay(retryAfter, now) : null;
        return new PushOutcome(kind, status, after, "status " + status);
    }

    private static Kind kind(int status) {
        if (status >= 200 && status < 300) {
            return Kind.TAKEN;
        }
        return switch (status) {
            case 410 -> Kind.GONE;
            case 429, 503 -> Kind.LATER;
            case 408 -> Kind.TROUBLED;
            default -> status >= 400 && status < 500 ? Kind.REFUSED : Kind.TROUBLED;
        };
    }

    /** Seconds or a date; {@code null} if it is neither. */
    private static @Nullable Duration delay(String retryAfter, Instant now) {
        String text = retryAfter.strip();
        try {
            Duration delay = text.chars().allMatch(Character::isDigit) && text.length() <= 9
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return delay.isNegative() ? Duration.ZERO : delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }
}
