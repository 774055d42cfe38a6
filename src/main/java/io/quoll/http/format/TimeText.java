package io.quoll.http.format;

import java.util.Arrays;

/**
 * Times as JSON shows them: RFC 3339 in UTC with as many digits of the second's fraction as it takes, as NATS writes them.
 * Counted out by hand, since every message of a stream has one.
 */
final class TimeText {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int LONGEST = "2006-01-02T15:04:05.999999999Z".length();
    private static final int FRACTION = "2006-01-02T15:04:05".length();

    /** Years are counted from March, so that the day that is not always there is the last one; eras have 400 of them. */
    private static final int DAYS_PER_ERA = 146_097;

    private static final int DAYS_FROM_MARCH_0000 = 719_468;

    private TimeText() {}

    /**
     * @param epochNanos from 1970 on
     */
    static byte[] of(long epochNanos) {
        long second = epochNanos / NANOS_PER_SECOND;
        byte[] text = new byte[LONGEST];
        date(text, (int) (second / SECONDS_PER_DAY) + DAYS_FROM_MARCH_0000);
        int ofDay = (int) (second % SECONDS_PER_DAY);
        text[10] = 'T';
        pair(text, 11, ofDay / 3600);
        text[13] = ':';
        pair(text, 14, ofDay / 60 % 60);
        text[16] = ':';
        pair(text, 17, ofDay % 60);
        return fraction(text, (int) (epochNanos % NANOS_PER_SECOND));
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

    private static byte[] fraction(byte[] text, int nanos) {
        if (nanos == 0) {
            text[FRACTION] = 'Z';
            return Arrays.copyOf(text, FRACTION + 1);
        }
        text[FRACTION] = '.';
        int rest = nanos;
        for (int i = LONGEST - 2; i > FRACTION; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        int end = LONGEST - 1;
        while (text[end - 1] == '0') {
            end--;
        }
        text[end] = 'Z';
        return end + 1 == LONGEST ? text : Arrays.copyOf(text, end + 1);
    }

    private static void pair(byte[] text, int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
