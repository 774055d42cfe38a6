package io.quoll.jetstream.stream;

/** Runs things later. Any thread may ask; the task has to hand on whatever takes time. */
public interface StreamTimer {

    /** Runs the task once after the delay, unless it is cancelled before. */
    Timeout schedule(Runnable task, long delayNanos);

    /** Monotonic time. */
    long nanoTime();

    /** Something that will happen. */
    interface Timeout {
        void cancel();
    }
}
