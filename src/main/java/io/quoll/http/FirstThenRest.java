package io.quoll.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is subscribed to before anybody reads it, so that what a request brings back is not missed and its first item
 * can be awaited before the response begins. Asks for that one item; the others wait where they come from. For one reader; on
 * the request's loop.
 */
public final class FirstThenRest<T> implements MultiSubscriber<T>, Flow.Subscription {

    private Flow.@Nullable Subscription upstream;
    private @Nullable T first;
    private @Nullable Throwable failure;
    private boolean completed;
    private @Nullable UniEmitter<? super Void> awaiting;
    private @Nullable MultiSubscriber<? super T> reader;

    private FirstThenRest() {}

    public static <T> FirstThenRest<T> of(Multi<T> source) {
        FirstThenRest<T> stream = new FirstThenRest<>();
        source.subscribe().withSubscriber(stream);
        return stream;
    }

    /** Completes when the first item is there, or the end. */
    public Uni<Void> first() {
        return Uni.createFrom().emitter(emitter -> {
            awaiting = emitter;
            tell();
        });
    }

    private void tell() {
        UniEmitter<? super Void> emitter = awaiting;
        if (emitter == null) {
            return;
        }
        if (failure != null) {
            emitter.fail(failure);
        } else if (first != null || completed) {
            emitter.complete(null);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        upstream = subscription;
        subscription.request(1);
    }

    @Override
    public void onItem(T item) {
        if (reader != null) {
            reader.onItem(item);
        } else {
            first = item;
            tell();
        }
    }

    @Override
    public void onFailure(Throwable reason) {
        failure = reason;
        if (reader != null) {
            reader.onFailure(reason);
        } else {
            tell();
        }
    }

    @Override
    public void onCompletion() {
        completed = true;
        if (reader != null) {
            passOnEnd();
        } else {
            tell();
        }
    }

    /** All of it, the first item included. */
    public Multi<T> all() {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super T> subscriber) {
                reader = subscriber;
                subscriber.onSubscribe(FirstThenRest.this);
            }
        };
    }

    @Override
    public void request(long count) {
        long more = count;
        T item = first;
        MultiSubscriber<? super T> to = reader;
        if (item != null && to != null) {
            first = null;
            to.onItem(item);
            more--;
        }
        passOnEnd();
        if (more > 0 && upstream != null) {
            upstream.request(more);
        }
    }

    private void passOnEnd() {
        MultiSubscriber<? super T> to = reader;
        if (to == null || first != null) {
            return;
        }
        if (failure != null) {
            to.onFailure(failure);
        } else if (completed) {
            completed = false;
            to.onCompletion();
        }
    }

    @Override
    public void cancel() {
        if (upstream != null) {
            upstream.cancel();
        }
    }
}
