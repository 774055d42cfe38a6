package io.quoll.jetstream.stream;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Points in time by six fields: second, minute, hour, day of month, month, day of week. A field is a star or a list of numbers,
 * ranges and steps; months and days may be named. Where both days are restricted either suffices, as cron has it. Immutable.
 */
final class CronPattern {

    private static final int FIELDS = 6;
    private static final int YEARS_AHEAD = 5;
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final boolean anyDayOfMonth;
    private final boolean anyDayOfWeek;

    private CronPattern(String[] fields) {
        seconds = numbers(fields[0], 0, 59, List.of());
        minutes = numbers(fields[1], 0, 59, List.of());
        hours = numbers(fields[2], 0, 23, List.of());
        daysOfMonth = numbers(fields[3], 1, 31, List.of());
        months = numbers(fields[4], 1, 12, MONTHS);
        daysOfWeek = numbers(fields[5], 0, 6, DAYS);
        anyDayOfMonth = isAny(fields[3]);
        anyDayOfWeek = isAny(fields[5]);
    }

    /**
     * @throws IllegalArgumentException if it is no such pattern
     */
    static CronPattern parse(String text) {
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not six fields");
        }
        return new CronPattern(fields);
    }

    private static boolean isAny(String field) {
        return field.startsWith("*") || field.startsWith("?");
    }

    private static BitSet numbers(String field, int least, int most, List<String> names) {
        BitSet set = new BitSet(most + 1);
        for (String part : field.split(",", -1)) {
            int slash = part.indexOf('/');
            String range = slash < 0 ? part : part.substring(0, slash);
            int step = slash < 0 ? 1 : Integer.parseInt(part.substring(slash + 1));
            int from = least;
            int to = most;
            if (!range.equals("*") && !range.equals("?")) {
                int dash = range.indexOf('-');
                from = number(dash < 0 ? range : range.substring(0, dash), least, names);
                boolean open = dash < 0 && slash >= 0;
                if (!open) {
                    to = dash < 0 ? from : number(range.substring(dash + 1), least, names);
                }
            }
            if (step <= 0 || from < least || to > most || from > to) {
                throw new IllegalArgumentException("not within " + least + " and " + most + ": " + part);
            }
            for (int i = from; i <= to; i += step) {
                set.set(i);
            }
        }
        return set;
    }

    private static int number(String text, int least, List<String> names) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        return named >= 0 ? named + least : Integer.parseInt(text);
    }

    /** The first such point after the given one, or null if there is none in some years. */
    @Nullable
    Instant next(Instant after, ZoneId zone) {
        ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        int lastYear = time.getYear() + YEARS_AHEAD;
        while (time.getYear() <= lastYear) {
            if (!months.get(time.getMonthValue())) {
                time = time.plusMonths(1).withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS);
            } else if (!isDay(time)) {
                time = time.plusDays(1).truncatedTo(ChronoUnit.DAYS);
            } else if (!hours.get(time.getHour())) {
                time = time.plusHours(1).truncatedTo(ChronoUnit.HOURS);
            } else if (!minutes.get(time.getMinute())) {
                time = time.plusMinutes(1).truncatedTo(ChronoUnit.MINUTES);
            } else if (!seconds.get(time.getSecond())) {
                time = time.plusSeconds(1);
            } else {
                return time.toInstant();
            }
        }
        return null;
    }

    private boolean isDay(ZonedDateTime time) {
        boolean ofMonth = daysOfMonth.get(time.getDayOfMonth());
        boolean ofWeek = daysOfWeek.get(time.getDayOfWeek().getValue() % DAYS.size());
        return anyDayOfMonth || anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek;
    }
}
