package io.quoll.bench.http;

import java.util.Arrays;
import java.util.Locale;

/** Latencies of one run, in nanoseconds. One thread. */
final class Stamps {

    private static final long BEGAN = System.nanoTime();

    private final long[] taken;
    private int count;

    Stamps(int most) {
        this.taken = new long[most];
    }

    /** Nanoseconds since this program began, which twelve digits can say for a quarter of an hour. */
    static long now() {
        return System.nanoTime() - BEGAN;
    }

    void add(long nanos) {
        if (count < taken.length) {
            taken[count++] = nanos;
        }
    }

    String summary() {
        long[] sorted = Arrays.copyOf(taken, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%d messages, p50 %d µs, p99 %d µs, most %d µs",
                count,
                micros(sorted, 0.5),
                micros(sorted, 0.99),
                micros(sorted, 1));
    }

    private static long micros(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1000;
    }
}
