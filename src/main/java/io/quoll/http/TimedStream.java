package io.quoll.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Flow;

/**
 * A stream that ends after a time, and then cancels what it comes from. Subscribed to, fed and ended on the request's loop.
 */
public final class TimedStream<T> extends AbstractMulti<T> {

    private final Multi<T> source;
    private final Vertx vertx;
    private final long longestMillis;

    private TimedStream(Multi<T> source, Vertx vertx, Duration longest) {
        this.source = source;
        this.vertx = vertx;
        this.longestMillis = Math.max(1, longest.toMillis());
    }

    /** What comes of the source within that time of being subscribed to. */
    public static <T> Multi<T> of(Multi<T> source, ApiRequest request, Duration longest) {
        return new TimedStream<>(source, request.context().owner(), longest);
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> subscriber) {
        source.subscribe().withSubscriber(new Passing(subscriber));
    }

    private final class Passing extends TimedPassing<T> {

        Passing(MultiSubscriber<? super T> subscriber) {
            super(subscriber, vertx);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            endAfter(longestMillis);
            super.onSubscribe(subscription);
        }
    }
}
