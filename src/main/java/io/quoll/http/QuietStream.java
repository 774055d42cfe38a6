package io.quoll.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Vertx;
import java.time.Duration;

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

    private final class Passing extends TimedPassing<T> {

        private long wanted;

        Passing(MultiSubscriber<? super T> subscriber) {
            super(subscriber, vertx);
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
            if (wanted > 0) {
                endAfter(quietMillis);
            } else {
                goOn();
            }
        }
    }
}
