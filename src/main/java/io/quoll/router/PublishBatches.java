package io.quoll.router;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The pool of {@link PublishBatch batches} of one server. Any thread. Keeps {@value #MOST_IDLE} idle ones; how many may be
 * underway is the users' affair, who ask {@link #isCongested} before they make more.
 */
public final class PublishBatches {

    private static final int MOST_IDLE = 256;

    /** More than this waiting for lanes means that lanes do not keep up. */
    private static final long CONGESTED_ABOVE = 64L << 20;

    private final List<? extends LaneThread> threads;
    private final ArrayDeque<PublishBatch> idle = new ArrayDeque<>();
    private final AtomicLong bytesUnderway = new AtomicLong();

    /**
     * @param threads the lanes' threads, each at the number of its lanes
     */
    public PublishBatches(List<? extends LaneThread> threads) {
        this.threads = List.copyOf(threads);
    }

    public PublishBatch borrow() {
        synchronized (idle) {
            PublishBatch batch = idle.pollLast();
            if (batch != null) {
                return batch;
            }
        }
        return new PublishBatch(this);
    }

    public int laneCount() {
        return threads.size();
    }

    /** Whether so much waits to be published that nobody should add to it who can wait. */
    public boolean isCongested() {
        return bytesUnderway.get() > CONGESTED_ABOVE;
    }

    public LaneThread thread(int lane) {
        return threads.get(lane);
    }

    void submitted(PublishBatch batch, int lane) {
        bytesUnderway.addAndGet(batch.length());
        threads.get(lane).execute(batch);
    }

    void published(PublishBatch batch) {
        bytesUnderway.addAndGet(-batch.length());
        giveBack(batch);
    }

    void giveBack(PublishBatch batch) {
        batch.clear();
        synchronized (idle) {
            if (idle.size() < MOST_IDLE) {
                idle.addLast(batch);
            }
        }
    }
}
