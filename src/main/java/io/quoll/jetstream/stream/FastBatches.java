package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.ApiLevel;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.message.Publication;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Publications of which only some are answered: each is stored at once, and the publisher hears now and then how far its batch
 * has come, and at the end how much of it there is. For the stream's writer.
 *
 * <p>Bounded by {@value #MOST} batches a stream; one that is silent for {@link StreamSettings#batchTimeoutNanos} is forgotten.
 */
final class FastBatches {

    private static final int MOST = 1000;
    private static final int LONGEST_ID = 64;
    private static final int MOST_FLOW = 500;

    private final StreamHost host;
    private final StreamWriter writer;
    private final Map<String, Batch> underway = new HashMap<>();

    /** How far a batch has come. */
    private static final class Batch {
        private final int mostFlow;
        private int flow;
        /** The last message of the batch that is known. */
        private long last;
        /** Where it stood when its publisher was last told. */
        private long told;
        /** The stream's sequence of its last message. */
        private long stored;

        private long heardNanos;

        Batch(int flow) {
            this.mostFlow = flow;
        }
    }

    FastBatches(StreamHost host, StreamWriter writer) {
        this.host = host;
        this.writer = writer;
    }

    /** Takes one message of a fast batch. */
    void accept(Publication message, PublishHeaders headers, int lane) {
        StreamConfig config = writer.config();
        if (config.permissions().sealed()) {
            throw ApiError.STREAM_SEALED.with();
        }
        writer.rules().checkSize(message);
        if (!config.features().allowFastBatch()) {
            throw ApiError.BATCH_PUBLISH_DISABLED.with();
        }
        FastBatchStep step = FastBatchStep.of(message);
        if (step == null) {
            throw ApiError.BATCH_PUBLISH_INVALID_PATTERN.with();
        }
        if (step.id().length() > LONGEST_ID) {
            throw ApiError.BATCH_PUBLISH_INVALID_BATCH_ID.with();
        }
        Batch batch = underway.get(step.id());
        if (batch == null) {
            batch = begin(step);
        }
        if (headers.any() && ApiLevel.isTooLow(headers.get(PublishHeader.REQUIRED_API_LEVEL))) {
            underway.remove(step.id());
            throw ApiError.REQUIRED_API_LEVEL.with();
        }
        batch.heardNanos = writer.now();
        if (step.operation() == FastBatchStep.Operation.PING) {
            onPing(batch, step, message, lane);
        } else {
            onMessage(batch, step, message, headers, lane);
        }
    }

    private Batch begin(FastBatchStep step) {
        if (step.sequence() != 1) {
            throw ApiError.BATCH_PUBLISH_UNKNOWN_BATCH_ID.with();
        }
        if (underway.size() >= MOST) {
            throw ApiError.BATCH_PUBLISH_TOO_MANY_INFLIGHT.with();
        }
        Batch batch = new Batch(step.flow());
        underway.put(step.id(), batch);
        batch.flow = underway.size() > 1 ? 1 : Math.min(MOST_FLOW, step.flow());
        return batch;
    }

    private void onPing(Batch batch, FastBatchStep step, Publication message, int lane) {
        if (step.sequence() > batch.last) {
            gap(message, lane, batch.last + 1, step.sequence() + 1);
            if (!step.gapsAllowed()) {
                commit(batch, step, message, lane);
                return;
            }
            batch.last = step.sequence();
            if (tellIfDue(batch, message, lane)) {
                return;
            }
        }
        tell(batch, message, lane, batch.told);
    }

    private void onMessage(Batch batch, FastBatchStep step, Publication message, PublishHeaders headers, int lane) {
        long expected = batch.last + 1;
        if (step.sequence() > expected) {
            gap(message, lane, expected, step.sequence());
        }
        if (step.sequence() < expected || step.sequence() > expected && !step.gapsAllowed()) {
            commit(batch, step, message, lane);
            return;
        }
        if (step.operation() == FastBatchStep.Operation.END) {
            batch.last = step.sequence() - 1;
            commit(batch, step, message, lane);
            return;
        }
        batch.last = step.sequence();
        if (step.sequence() == 1 && !step.commits()) {
            tell(batch, message, lane, 0);
        }
        try {
            long duplicate = writer.judge(message, headers);
            if (duplicate == 0) {
                batch.stored = writer.storeJudged(message, headers, lane);
            }
        } catch (ApiException e) {
            onRefused(batch, step, message, lane, e);
            return;
        }
        if (step.commits()) {
            commit(batch, step, message, lane);
        } else {
            tellIfDue(batch, message, lane);
        }
    }

    private void onRefused(Batch batch, FastBatchStep step, Publication message, int lane, ApiException why) {
        if (!step.gapsAllowed() && batch.last == 1) {
            underway.remove(step.id());
            throw why;
        }
        answer(message, lane, JsonOutput.object(o -> {
            o.text("type", "err").number("seq", step.sequence());
            why.writeTo(o);
        }));
        if (!step.gapsAllowed() || step.commits()) {
            batch.last--;
            commit(batch, step, message, lane);
        }
    }

    /** The batch ends with what there is of it. */
    private void commit(Batch batch, FastBatchStep step, Publication message, int lane) {
        underway.remove(step.id());
        writer.acks().stored(message, lane, batch.stored, o -> o.text("batch", step.id())
                .number("count", batch.last));
    }

    private boolean tellIfDue(Batch batch, Publication message, int lane) {
        if (batch.last < batch.told + batch.flow) {
            return false;
        }
        batch.told += (batch.last - batch.told) / batch.flow * batch.flow;
        int most = Math.max(1, Math.min(MOST_FLOW / Math.max(1, underway.size()), batch.mostFlow));
        batch.flow = batch.flow < most ? Math.min(2 * batch.flow, most) : most;
        tell(batch, message, lane, batch.told);
        return true;
    }

    private void tell(Batch batch, Publication message, int lane, long upTo) {
        answer(message, lane, JsonOutput.object(o -> o.text("type", "ack")
                .number("seq", upTo)
                .number("msgs", batch.flow)));
    }

    private void gap(Publication message, int lane, long expected, long found) {
        answer(message, lane, JsonOutput.object(o -> o.text("type", "gap")
                .number("last_seq", expected)
                .number("seq", found)));
    }

    private void answer(Publication message, int lane, byte[] payload) {
        writer.acks().answer(message, lane, payload);
    }

    /** Forgets what has been silent for too long. */
    void expire(long nowNanos) {
        for (Map.Entry<String, Batch> entry : List.copyOf(underway.entrySet())) {
            if (nowNanos - entry.getValue().heardNanos >= host.settings().batchTimeoutNanos()) {
                underway.remove(entry.getKey());
            }
        }
    }

    /** When {@link #expire} is to be called next, or the largest number there is. */
    long dueNanos() {
        long due = Long.MAX_VALUE;
        for (Batch batch : underway.values()) {
            due = Math.min(due, batch.heardNanos + host.settings().batchTimeoutNanos());
        }
        return due;
    }
}
