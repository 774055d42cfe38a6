package io.quoll.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** How many messages a subscriber, or the members of a queue group together, must receive. Any thread may call. */
final class Goal {

    private final AtomicLong received = new AtomicLong();
    private final CountDownLatch reached = new CountDownLatch(1);
    private volatile long target;

    Goal(long target) {
        this.target = target;
    }

    /** Sets the number when it becomes known only after the last message was published. */
    void expect(long messages) {
        target = messages;
        add(0);
    }

    void add(long messages) {
        if (received.addAndGet(messages) >= target) {
            reached.countDown();
        }
    }

    long missing() {
        return Math.max(0, target - received.get());
    }

    long target() {
        return target;
    }

    CountDownLatch reached() {
        return reached;
    }
}
