package io.quoll.router;

import io.quoll.message.MessageBatch;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Messages as they come, many at a time where there are many, so that a pipeline's stages see batches. Subscribes in the
 * router when it is subscribed to, and unsubscribes when that ends.
 */
final class BatchedSubscription extends AbstractMulti<MessageBatch> {

    private final SubjectRouter router;
    private final List<? extends LaneThread> lanes;
    private final BatchTerms terms;
    private final Executor reader;

    BatchedSubscription(SubjectRouter router, List<? extends LaneThread> lanes, BatchTerms terms, Executor reader) {
        this.router = router;
        this.lanes = lanes;
        this.terms = terms;
        this.reader = reader;
    }

    @Override
    public void subscribe(MultiSubscriber<? super MessageBatch> subscriber) {
        new BatchFeed(router, lanes, terms, reader, subscriber).begin();
    }
}
