package io.quoll.http;

import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Vertx;
import java.util.concurrent.Flow;

/**
 * Passes on what comes until a time is over, then ends and cancels what it comes from: Mutiny's own operator only completes,
 * which would leave subscriptions behind that nobody reads. Subscribed to, fed and ended on the request's loop.
 */
abstract class TimedPassing<T> extends MultiOperatorProcessor<T, T> {

    private static final long NONE = -1;

    private final Vertx vertx;
    private long timer = NONE;

    TimedPassing(MultiSubscriber<? super T> subscriber, Vertx vertx) {
        super(subscriber);
        this.vertx = vertx;
    }

    /** Ends after that time, in place of one that was said before. */
    final void endAfter(long millis) {
        goOn();
        timer = vertx.setTimer(millis, ignored -> end());
    }

    /** Does not end by itself. */
    final void goOn() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void end() {
        Flow.Subscription from = getAndSetUpstreamSubscription(Subscriptions.CANCELLED);
        if (from != Subscriptions.CANCELLED) {
            from.cancel();
            downstream.onCompletion();
        }
    }

    @Override
    public void onCompletion() {
        goOn();
        super.onCompletion();
    }

    @Override
    public void onFailure(Throwable failure) {
        goOn();
        super.onFailure(failure);
    }

    @Override
    public void cancel() {
        goOn();
        super.cancel();
    }
}
