package io.quoll.http.format;

import io.quoll.message.DecimalDigits;
import java.nio.ByteBuffer;

/**
 * Times as JSON shows them: RFC 3339 in UTC with as many digits of the second's fraction as it takes, as NATS writes them.
 * Counted out by hand, since every message of a stream has one; remembers the last second, since messages that follow each other
 * were often stored in the same. For one thread.
 */
final class TimeText {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int SECONDS_PER_DAY = 86_400;
    /** The most bytes of a time. */
    static final int LONGEST = "2006-01-02T15:04:05.999999999Z".length();

    private static final int FRACTION = "2006-01-02T15:04:05".length();

    /** Years are counted from March, so that the day that is not always there is the last one; eras have 400 of them. */
    private static final int DAYS_PER_ERA = 146_097;

    private static final int DAYS_FROM_MARCH_0000 = 719_468;

    private final byte[] text = new byte[FRACTION];
    private long second = -1;

    /**
     * Writes a time.
     *
     * @param to little-endian, with room for the longest
     * @param epochNanos from 1970 on
     * @return where it ends
     */
    int put(ByteBuffer to, int at, long epochNanos) {
        long wanted = epochNanos / NANOS_PER_SECOND;
        if (wanted != second) {
            second = wanted;
            write();
        }
        to.put(at, text);
        return fraction(to, at + FRACTION, epochNanos - wanted * NANOS_PER_SECOND);
    }

    private void write() {
        date(text, (int) (second / SECONDS_PER_DAY) + DAYS_FROM_MARCH_0000);
        int ofDay = (int) (second % SECONDS_PER_DAY);
        text[10] = 'T';
        pair(text, 11, ofDay / 3600);
        text[13] = ':';
        pair(text, 14, ofDay / 60 % 60);
        text[16] = ':';
        pair(text, 17, ofDay % 60);
    }

    private static void date(byte[] text, int days) {
        int era = days / DAYS_PER_ERA;
        int dayOfEra = days % DAYS_PER_ERA;
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
        pair(text, 0, year / 100);
        pair(text, 2, year % 100);
        text[4] = '-';
        pair(text, 5, month);
        text[7] = '-';
        pair(text, 8, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1);
    }

    private static int fraction(ByteBuffer to, int at, long nanos) {
        int end = at;
        if (nanos > 0) {
            // The one in front holds the place of zeros, and becomes the point.
            end = DecimalDigits.put(to, at, NANOS_PER_SECOND + nanos);
            to.put(at, (byte) '.');
            while (to.get(end - 1) == '0') {
                end--;
            }
        }
        to.put(end, (byte) 'Z');
        return end + 1;
    }

    private static void pair(byte[] text, int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
