package io.quoll.jetstream.reading;

import io.quoll.jetstream.stream.SerialExecutor;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.MessageBatch;
import io.quoll.storage.MessageReader;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a stream on its way through it. Has its turn on the threads of streams when something is demanded: a turn fills
 * one batch, or finds that there is nothing and waits at the {@link StreamTail}. Holds one batch at most, and none while it
 * waits.
 *
 * <pre>
 *   request ────┐
 *               ├──► turn: borrow a place, fill a batch ──► reader's thread: onItem
 *   something ──┘         └─ nothing there ──► wait at the tail
 *   new
 * </pre>
 */
final class Reading implements Flow.Subscription {

    /** A batch is handed over with as many bytes, unless its last message makes it larger. */
    private static final int ENOUGH_BYTES = 32 * 1024;

    private final Stream stream;
    private final StreamTail tail;
    private final ReadingTerms terms;
    private final Executor reader;
    private final MultiSubscriber<? super MessageBatch> subscriber;
    private final SerialExecutor turns;
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean cancelled;

    // Only turns touch these.
    private @Nullable ReadingCursor cursor;
    private final long endAtBeginning;
    private boolean terminated;
    /** It has seen that there is nothing beyond, and waits for more; -1 while it does not. */
    private long readThrough = -1;

    Reading(
            Stream stream,
            StreamTail tail,
            ReadingTerms terms,
            Executor reader,
            MultiSubscriber<? super MessageBatch> subscriber) {
        this.stream = stream;
        this.tail = tail;
        this.terms = terms;
        this.reader = reader;
        this.subscriber = subscriber;
        this.turns = new SerialExecutor(stream.host().threads());
        this.endAtBeginning = stream.committedSequence();
    }

    /** To be called once. */
    void begin() {
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long more) {
        demand.getAndUpdate(before -> before + more < 0 ? Long.MAX_VALUE : before + more);
        goOn();
    }

    /** Has a turn soon. */
    void goOn() {
        turns.execute(this::turn);
    }

    @Override
    public void cancel() {
        cancelled = true;
        tail.forget(this);
    }

    private void turn() {
        if (cancelled || terminated || demand.get() == 0) {
            return;
        }
        if (stream.isClosed()) {
            fail(ApiError.STREAM_NOT_FOUND.with());
            return;
        }
        if (readThrough == stream.committedSequence()) {
            return;
        }
        try {
            fill();
        } catch (RuntimeException e) {
            // A stream that goes takes its files along while they are read.
            fail(stream.isClosed() ? ApiError.STREAM_NOT_FOUND.with() : e);
        }
    }

    private void fill() {
        MessageReader place = tail.borrow();
        ReadingCursor at;
        MessageBatch batch = new MessageBatch();
        long committed;
        boolean more;
        try {
            at = cursor(place);
            committed = terms.follows() ? stream.committedSequence() : endAtBeginning;
            more = at.fill(batch, place, committed, ENOUGH_BYTES);
        } finally {
            tail.giveBack(place);
        }
        if (batch.count() > 0 || batch.missedBefore() > 0) {
            demand.decrementAndGet();
            reader.execute(() -> pass(batch));
        }
        if (at.isDone() || !more && !terms.follows()) {
            terminated = true;
            reader.execute(this::complete);
        } else if (more) {
            if (demand.get() > 0) {
                goOn();
            }
        } else {
            readThrough = committed;
            tail.await(this);
            // What came in between has not seen that it is waited for.
            if (cancelled) {
                tail.forget(this);
            } else if (stream.isClosed() || stream.committedSequence() > committed) {
                goOn();
            }
        }
    }

    private ReadingCursor cursor(MessageReader place) {
        ReadingCursor known = cursor;
        if (known == null) {
            known = ReadingCursor.begin(stream, terms, endAtBeginning, place);
            cursor = known;
        }
        return known;
    }

    private void pass(MessageBatch batch) {
        if (!cancelled) {
            subscriber.onItem(batch);
        }
    }

    private void complete() {
        if (!cancelled) {
            subscriber.onCompletion();
        }
    }

    private void fail(Throwable reason) {
        terminated = true;
        reader.execute(() -> {
            if (!cancelled) {
                subscriber.onFailure(reason);
            }
        });
    }
}
