package io.quoll.jetstream.consumer;

import java.util.Arrays;

/**
 * Messages that were delivered and wait to be acknowledged, in the order of their sequences. A place stays where it is until
 * the next {@link #add}. Bounded by the consumer's {@code max_ack_pending}; places of those that are gone are given up when they
 * become the greater part.
 */
final class PendingMessages {

    static final int NOT_THERE = -1;

    private static final int SLACK = 64;
    private static final long[] NONE = {};
    private static final int[] NO_COUNTS = {};

    private long[] sequences = NONE;
    private long[] consumerSequences = NONE;
    private long[] times = NONE;
    private long[] deadlines = NONE;
    /** 0 stands for a message that is gone. */
    private int[] deliveries = NO_COUNTS;

    private int head;
    private int end;
    private int size;
    private int redelivered;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How many were delivered more than once. */
    int redelivered() {
        return redelivered;
    }

    /** The place of the first one, or {@link #NOT_THERE}. */
    int first() {
        return size == 0 ? NOT_THERE : head;
    }

    /** The place behind, or {@link #NOT_THERE}. */
    int next(int place) {
        for (int i = place + 1; i < end; i++) {
            if (deliveries[i] > 0) {
                return i;
            }
        }
        return NOT_THERE;
    }

    long sequence(int place) {
        return sequences[place];
    }

    long consumerSequence(int place) {
        return consumerSequences[place];
    }

    /** When it was last delivered. */
    long time(int place) {
        return times[place];
    }

    long deadline(int place) {
        return deadlines[place];
    }

    void deadline(int place, long nanos) {
        deadlines[place] = nanos;
    }

    int deliveries(int place) {
        return deliveries[place];
    }

    /**
     * Adds one behind all others.
     *
     * @throws IllegalArgumentException if its sequence is not beyond theirs
     */
    void add(long sequence, long consumerSequence, long time, int count) {
        if (end > head && sequence <= sequences[end - 1]) {
            throw new IllegalArgumentException(sequence + " behind " + sequences[end - 1]);
        }
        if (end == sequences.length) {
            makeRoom();
        }
        sequences[end] = sequence;
        consumerSequences[end] = consumerSequence;
        times[end] = time;
        deadlines[end] = Long.MAX_VALUE;
        deliveries[end] = count;
        end++;
        size++;
        if (count > 1) {
            redelivered++;
        }
    }

    void again(int place, long time) {
        times[place] = time;
        deliveries[place]++;
        if (deliveries[place] == 2) {
            redelivered++;
        }
    }

    void remove(int place) {
        if (deliveries[place] > 1) {
            redelivered--;
        }
        deliveries[place] = 0;
        size--;
        while (head < end && deliveries[head] == 0) {
            head++;
        }
        if (head == end) {
            head = 0;
            end = 0;
        }
    }

    void clear() {
        head = 0;
        end = 0;
        size = 0;
        redelivered = 0;
    }

    int find(long sequence) {
        if (size == 0 || sequence < sequences[head] || sequence > sequences[end - 1]) {
            return NOT_THERE;
        }
        // Where nothing is left out the place follows from the first one's.
        long guess = head + (sequence - sequences[head]);
        int place = guess < end && sequences[(int) guess] == sequence
                ? (int) guess
                : Arrays.binarySearch(sequences, head, end, sequence);
        return place >= 0 && deliveries[place] > 0 ? place : NOT_THERE;
    }

    private void makeRoom() {
        int capacity = sequences.length;
        if (size > capacity / 2 || capacity == 0) {
            capacity = Math.max(8, 2 * capacity);
        } else if (capacity > 4 * size + SLACK) {
            capacity /= 2;
        }
        long[] newSequences = new long[capacity];
        long[] newConsumerSequences = new long[capacity];
        long[] newTimes = new long[capacity];
        long[] newDeadlines = new long[capacity];
        int[] newDeliveries = new int[capacity];
        int to = 0;
        for (int i = head; i < end; i++) {
            if (deliveries[i] > 0) {
                newSequences[to] = sequences[i];
                newConsumerSequences[to] = consumerSequences[i];
                newTimes[to] = times[i];
                newDeadlines[to] = deadlines[i];
                newDeliveries[to] = deliveries[i];
                to++;
            }
        }
        sequences = newSequences;
        consumerSequences = newConsumerSequences;
        times = newTimes;
        deadlines = newDeadlines;
        deliveries = newDeliveries;
        head = 0;
        end = to;
    }
}
