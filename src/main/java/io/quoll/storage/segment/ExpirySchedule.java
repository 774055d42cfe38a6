package io.quoll.storage.segment;

import java.util.Arrays;

/**
 * Which message comes to its own end next: a binary heap of times and sequences, sixteen bytes for each message that ends by
 * itself. Messages that went before stay until their time. The writer's.
 */
public final class ExpirySchedule {

    private long[] times = new long[8];
    private long[] sequences = new long[8];
    private int size;

    public boolean isEmpty() {
        return size == 0;
    }

    public long nextTimeNanos() {
        return times[0];
    }

    public long nextSequence() {
        return sequences[0];
    }

    public void add(long timeNanos, long sequence) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size + (size >> 1));
            sequences = Arrays.copyOf(sequences, size + (size >> 1));
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (times[parent] <= timeNanos) {
                break;
            }
            times[at] = times[parent];
            sequences[at] = sequences[parent];
            at = parent;
        }
        times[at] = timeNanos;
        sequences[at] = sequence;
    }

    public void removeNext() {
        long time = times[--size];
        long sequence = sequences[size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && times[child + 1] < times[child]) {
                child++;
            }
            if (times[child] >= time) {
                break;
            }
            times[at] = times[child];
            sequences[at] = sequences[child];
            at = child;
        }
        times[at] = time;
        sequences[at] = sequence;
        if (size < times.length >> 2 && times.length > 64) {
            times = Arrays.copyOf(times, times.length >> 1);
            sequences = Arrays.copyOf(sequences, sequences.length >> 1);
        }
    }

    public void clear() {
        times = new long[8];
        sequences = new long[8];
        size = 0;
    }
}
