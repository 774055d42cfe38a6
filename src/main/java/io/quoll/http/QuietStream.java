package io.quoll.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Flow;

/**
 * A stream that ends when nothing has come for a time though something was asked for, and then cancels what it comes from. A
 * reader who takes his time ends nothing. Subscribed to, asked, fed and ended on the request's loop.
 */
public final class QuietStream<T> extends AbstractMulti<T> {

    private final Multi<T> source;
    private final Vertx vertx;
    private final long quietMillis;

    private QuietStream(Multi<T> source, Vertx vertx, Duration quiet) {
        this.source = source;
        this.vertx = vertx;
        this.quietMillis = Math.max(1, quiet.toMillis());
    }

    /** What comes of the source until it is quiet for that time. */
    public static <T> Multi<T> of(Multi<T> source, ApiRequest request, Duration quiet) {
        return of(source, request.context().owner(), quiet);
    }

    static <T> Multi<T> of(Multi<T> source, Vertx vertx, Duration quiet) {
        return new QuietStream<>(source, vertx, quiet);
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> subscriber) {
        source.subscribe().withSubscriber(new Passing(subscriber));
    }

    private final class Passing extends MultiOperatorProcessor<T, T> {

        private static final long NONE = -1;

        private long wanted;
        private long timer = NONE;

        Passing(MultiSubscriber<? super T> subscriber) {
            super(subscriber);
        }

        @Override
        public void request(long numberOfItems) {
            wanted = Subscriptions.add(wanted, numberOfItems);
            waitAnew();
            super.request(numberOfItems);
        }

        @Override
        public void onItem(T item) {
            if (wanted != Long.MAX_VALUE) {
                wanted--;
            }
            waitAnew();
            super.onItem(item);
        }

        private void waitAnew() {
            rest();
            if (wanted > 0) {
                timer = vertx.setTimer(quietMillis, ignored -> end());
            }
        }

        private void rest() {
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
            rest();
            super.onCompletion();
        }

        @Override
        public void onFailure(Throwable failure) {
            rest();
            super.onFailure(failure);
        }

        @Override
        public void cancel() {
            rest();
            super.cancel();
        }
    }
}
