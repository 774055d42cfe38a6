package io.quoll.router;

import io.quoll.message.MessageBatch;
import io.quoll.message.Publication;
import io.quoll.subject.SubjectPattern;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one batched subscription on their way to its reader. Each lane copies what it delivers in one turn into a
 * batch of its own and hands that over at the end of the turn; the reader gets as many as it asks for, on its own thread, and
 * what has waited together comes together. A reader that does not ask costs its publishers nothing but the copy.
 *
 * <p>Bounded by {@link BatchTerms#maxPendingBytes} and one batch a lane.
 */
final class BatchFeed implements MessageSink, Flow.Subscription {

    private final SubjectRouter router;
    private final List<? extends LaneThread> lanes;
    private final BatchTerms terms;
    private final Executor reader;
    private final MultiSubscriber<? super MessageBatch> subscriber;
    private final List<Subscription> subscriptions = new ArrayList<>();
    /** Each element belongs to its lane. */
    private final @Nullable Stage[] stages;

    private final Queue<MessageBatch> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean drainDue = new AtomicBoolean();
    /** Takes nothing more, because the reader has gone or is too slow. */
    private volatile boolean over;

    private volatile @Nullable Throwable failure;
    private volatile boolean cancelled;

    // Only the reader's thread touches these.
    private @Nullable MessageBatch held;
    private long passed;
    private boolean terminated;

    /** One pattern of the terms. */
    private final class Filtered extends Subscription {
        Filtered(SubjectPattern pattern) {
            super(pattern.bytes(), queueOf(terms), BatchFeed.this);
        }

        @Override
        public boolean accepts(byte[] subject) {
            return terms.filter() == null || terms.filter().test(subject);
        }

        @Override
        public boolean isSelective() {
            return terms.filter() != null;
        }
    }

    private static byte @Nullable [] queueOf(BatchTerms terms) {
        String queue = terms.queue();
        return queue == null ? null : queue.getBytes(StandardCharsets.UTF_8);
    }

    /** What one lane has delivered in the turn it is at. */
    private final class Stage implements Runnable {
        private final LaneThread lane;
        private MessageBatch batch = new MessageBatch();
        private boolean due;

        Stage(LaneThread lane) {
            this.lane = lane;
        }

        boolean add(Publication message) {
            if (!batch.hasRoomFor(message)) {
                handOverStaged();
            }
            if (!batch.append(message)) {
                return false;
            }
            if (!due) {
                due = true;
                lane.atEndOfTurn(this);
            }
            return true;
        }

        @Override
        public void run() {
            due = false;
            handOverStaged();
        }

        private void handOverStaged() {
            if (batch.count() > 0) {
                handOver(batch);
                batch = new MessageBatch();
            }
        }
    }

    BatchFeed(
            SubjectRouter router,
            List<? extends LaneThread> lanes,
            BatchTerms terms,
            Executor reader,
            MultiSubscriber<? super MessageBatch> subscriber) {
        this.router = router;
        this.lanes = lanes;
        this.terms = terms;
        this.reader = reader;
        this.subscriber = subscriber;
        this.stages = new Stage[router.laneCount()];
        for (SubjectPattern pattern : terms.patterns()) {
            subscriptions.add(new Filtered(pattern));
        }
    }

    /** To be called once, before anything else. */
    void begin() {
        subscriptions.forEach(router::subscribe);
        if (over) {
            end();
        }
        subscriber.onSubscribe(this);
    }

    @Override
    public boolean deliver(Subscription to, Publication message, RoutingLane lane) {
        if (over || !claimOne()) {
            return false;
        }
        Stage stage = stages[lane.index()];
        if (stage == null) {
            stage = new Stage(lanes.get(lane.index()));
            stages[lane.index()] = stage;
        }
        if (!stage.add(message)) {
            claimed.decrementAndGet();
            return false;
        }
        to.claim(false);
        return true;
    }

    private boolean claimOne() {
        return terms.maxMessages() == 0 || claimed.incrementAndGet() <= terms.maxMessages();
    }

    /** A batch comes in, on the lane it was filled on. */
    private void handOver(MessageBatch batch) {
        if (over) {
            return;
        }
        waiting.add(batch);
        long bytes = waitingBytes.addAndGet(batch.size());
        if (bytes > terms.maxPendingBytes() && bytes > batch.size()) {
            onOverflow(batch, bytes);
        }
        drainSoon();
    }

    private void onOverflow(MessageBatch newest, long waitingNow) {
        if (terms.overflow() == BatchTerms.Overflow.END) {
            failure = new SlowReaderException(terms.maxPendingBytes());
            end();
            return;
        }
        long bytes = waitingNow;
        while (bytes > terms.maxPendingBytes() && waiting.peek() != newest) {
            MessageBatch oldest = waiting.poll();
            if (oldest == null) {
                return;
            }
            missed.addAndGet(oldest.count());
            bytes = waitingBytes.addAndGet(-oldest.size());
        }
    }

    private void end() {
        over = true;
        subscriptions.forEach(router::unsubscribe);
    }

    @Override
    public void request(long more) {
        demand.getAndUpdate(before -> before + more < 0 ? Long.MAX_VALUE : before + more);
        drainSoon();
    }

    @Override
    public void cancel() {
        cancelled = true;
        end();
        drainSoon();
    }

    private void drainSoon() {
        if (drainDue.compareAndSet(false, true)) {
            reader.execute(this::drain);
        }
    }

    private void drain() {
        drainDue.set(false);
        while (!terminated && !isEnding() && demand.get() > 0) {
            MessageBatch batch = take();
            if (batch == null) {
                return;
            }
            demand.decrementAndGet();
            passed += batch.count() + batch.missedBefore();
            subscriber.onItem(batch);
            if (terms.maxMessages() > 0 && passed >= terms.maxMessages()) {
                terminated = true;
                end();
                subscriber.onCompletion();
            }
        }
    }

    /** Whether there is nothing more to pass on; tells the reader unless it is the one who said so. */
    private boolean isEnding() {
        Throwable reason = failure;
        if (!cancelled && reason == null) {
            return false;
        }
        terminated = true;
        held = null;
        waiting.clear();
        if (!cancelled && reason != null) {
            subscriber.onFailure(reason);
        }
        return true;
    }

    /** What has waited longest, and what fits behind it. */
    private @Nullable MessageBatch take() {
        MessageBatch batch = held == null ? waiting.poll() : held;
        held = null;
        if (batch == null) {
            return null;
        }
        int size = batch.size();
        while (size < MessageBatch.FULL) {
            MessageBatch more = waiting.poll();
            if (more == null) {
                break;
            }
            if (!batch.hasRoomFor(more)) {
                held = more;
                break;
            }
            batch.append(more);
            size = batch.size();
        }
        waitingBytes.addAndGet(-size);
        batch.missedBefore(missed.getAndSet(0));
        return batch;
    }
}
