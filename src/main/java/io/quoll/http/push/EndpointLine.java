package io.quoll.http.push;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Who may send to one endpoint and when: so many at a time as it takes, nobody while it rests, and while it is not well one at
 * a time, after pauses that grow. Whoever waits holds the messages of one request; there are as many of those as workers. On the
 * loop of the delivery.
 */
final class EndpointLine {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_DOUBLINGS = 8;

    private final PushEndpoint endpoint;
    private final PushClient client;
    private final Context context;
    private final LongSupplier nanoTime;
    private final SplittableRandom random = new SplittableRandom();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int underway;
    private int failures;
    private long notBefore;
    private boolean timed;

    EndpointLine(PushEndpoint endpoint, PushClient client, Context context, LongSupplier nanoTime) {
        this.endpoint = endpoint;
        this.client = client;
        this.context = context;
        this.nanoTime = nanoTime;
        this.notBefore = nanoTime.getAsLong();
    }

    PushEndpoint endpoint() {
        return endpoint;
    }

    /** Sends nothing more; what is underway comes to nothing. */
    void close() {
        waiting.clear();
        client.close();
    }

    /** Runs the task when the endpoint does not rest. */
    void whenAwake(Runnable task) {
        long rest = notBefore - nanoTime.getAsLong();
        if (rest <= 0) {
            task.run();
        } else {
            context.owner().setTimer(millis(rest), ignored -> whenAwake(task));
        }
    }

    /** Sends when it may be sent, and tells what came of it. */
    void send(PushBody body, Consumer<PushOutcome> listener) {
        waiting.addLast(() -> client.send(body, outcome -> {
            underway--;
            note(outcome);
            listener.accept(outcome);
            dispatch();
        }));
        dispatch();
    }

    private void note(PushOutcome outcome) {
        switch (outcome.kind()) {
            case TAKEN, REFUSED, GONE -> failures = 0;
            case LATER -> {
                Duration after = outcome.after();
                if (after == null) {
                    pause();
                } else {
                    restFor(after.toNanos());
                }
            }
            case UNREACHED, TROUBLED -> pause();
        }
    }

    private void pause() {
        int doublings = Math.min(failures++, MOST_DOUBLINGS);
        long pause = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << doublings);
        // Endpoints behind one balancer are not to be asked by everybody at once.
        restFor(pause - random.nextLong(pause / 4));
    }

    private void restFor(long nanos) {
        long end = nanoTime.getAsLong() + nanos;
        if (end - notBefore > 0) {
            notBefore = end;
        }
    }

    private void dispatch() {
        while (!waiting.isEmpty() && underway < (failures > 0 ? 1 : endpoint.concurrency())) {
            long rest = notBefore - nanoTime.getAsLong();
            if (rest > 0) {
                dispatchAfter(rest);
                return;
            }
            underway++;
            waiting.removeFirst().run();
        }
    }

    private void dispatchAfter(long nanos) {
        if (!timed) {
            timed = true;
            context.owner().setTimer(millis(nanos), ignored -> {
                timed = false;
                dispatch();
            });
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }
}
