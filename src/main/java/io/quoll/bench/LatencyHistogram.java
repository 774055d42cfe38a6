package io.quoll.bench;

/**
 * How often each latency was seen, in 57 KB whatever the number of samples. Written by one thread; merged after that thread
 * has ended.
 *
 * <p>Values below 256 ns have a bucket each; above, each power of two is cut into 128 buckets of equal width, so a
 * percentile is at most 0.8 % too high and never too low.
 */
final class LatencyHistogram {

    private static final int CUT_BITS = 7;

    private final long[] buckets = new long[bucket(Long.MAX_VALUE) + 1];
    private long count;
    private long max;

    /** Counts a latency; one below zero, from clocks of two processors, counts as zero. */
    void record(long nanos) {
        long value = Math.max(0, nanos);
        buckets[bucket(value)]++;
        count++;
        if (value > max) {
            max = value;
        }
    }

    void add(LatencyHistogram other) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] += other.buckets[i];
        }
        count += other.count;
        max = Math.max(max, other.max);
    }

    long count() {
        return count;
    }

    long max() {
        return max;
    }

    /** The latency that this share of the samples, from 0 to 100, did not exceed; 0 when there are none. */
    long percentile(double percent) {
        long rank = Math.max(1, (long) Math.ceil(count * percent / 100 - 1e-9));
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= rank) {
                return Math.min(highest(i), max);
            }
        }
        return max;
    }

    private static int bucket(long value) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(value | 1) - CUT_BITS);
        return (shift << CUT_BITS) + (int) (value >>> shift);
    }

    private static long highest(int bucket) {
        int shift = Math.max(0, (bucket >>> CUT_BITS) - 1);
        long cut = bucket - ((long) shift << CUT_BITS);
        return ((cut + 1) << shift) - 1;
    }
}
