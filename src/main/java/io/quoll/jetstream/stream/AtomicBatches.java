package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiLevel;
import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Publications that are stored all at once or not at all. Kept here until their commit comes; then all are judged before the
 * first is stored. For the stream's writer.
 *
 * <p>Bounded by {@link StreamSettings#maxBatchMessages}, {@link StreamSettings#maxBatchesPerStream}, {@link
 * StreamSettings#maxBatches} and {@link StreamSettings#maxBufferedBytes}; one that is silent for {@link
 * StreamSettings#batchTimeoutNanos} is given up.
 */
final class AtomicBatches {

    private static final int LONGEST_ID = 64;

    private final StreamHost host;
    private final StreamWriter writer;
    private final Map<String, Batch> underway = new HashMap<>();
    private final PublishHeaders headers = new PublishHeaders();
    private final Publication window = new Publication();

    /** What has come of one batch so far. */
    private static final class Batch {
        private final String id;
        private final List<MessageBuffer> buffers = new ArrayList<>(List.of(new MessageBuffer()));
        private int count;
        private long bytes;
        private long heardNanos;

        Batch(String id) {
            this.id = id;
        }

        void add(Publication message) {
            MessageBuffer last = buffers.get(buffers.size() - 1);
            if (last.isTooFullFor(MessageBuffer.spaceFor(message))) {
                last = new MessageBuffer();
                buffers.add(last);
            }
            last.add(message);
            count++;
            bytes += MessageBuffer.spaceFor(message);
        }
    }

    AtomicBatches(StreamHost host, StreamWriter writer) {
        this.host = host;
        this.writer = writer;
    }

    /** Takes one message of a batch. */
    void accept(Publication message, PublishHeaders of, String id, int lane, boolean answers) {
        checkOutside(message, id);
        long sequence = of.number(PublishHeader.BATCH_SEQUENCE);
        if (sequence < 0) {
            throw ApiError.ATOMIC_PUBLISH_MISSING_SEQ.with();
        }
        String commit = of.raw(PublishHeader.BATCH_COMMIT);
        boolean endsWithout = "eob".equals(commit);
        Batch batch = underway.get(id);
        if (batch == null) {
            batch = begin(id, sequence, endsWithout);
        }
        if (commit != null && !endsWithout && !commit.equals("1")) {
            abandon(batch, null);
            throw ApiError.ATOMIC_PUBLISH_INVALID_BATCH_COMMIT.with();
        }
        if (ApiLevel.isTooLow(of.get(PublishHeader.REQUIRED_API_LEVEL))) {
            abandon(batch, "unsupported");
            throw ApiError.REQUIRED_API_LEVEL.with();
        }
        batch.heardNanos = writer.now();
        if (sequence != batch.count + 1 || sequence == 1 && endsWithout) {
            abandon(batch, "incomplete");
            throw ApiError.ATOMIC_PUBLISH_INCOMPLETE_BATCH.with();
        }
        if (sequence - (endsWithout ? 1 : 0) > host.settings().maxBatchMessages()) {
            abandon(batch, "large");
            throw ApiError.ATOMIC_PUBLISH_TOO_LARGE_BATCH.with(host.settings().maxBatchMessages());
        }
        if (!endsWithout) {
            batch.add(message);
        }
        if (commit != null) {
            commit(batch, message, lane, answers);
        } else if (bytesUnderway() > host.settings().maxBufferedBytes()) {
            abandon(batch, "large");
            throw ApiError.ATOMIC_PUBLISH_TOO_MANY_INFLIGHT.with();
        } else if (answers) {
            writer.acks().empty(message, lane);
        }
    }

    private void checkOutside(Publication message, String id) {
        StreamConfig config = writer.config();
        if (config.permissions().sealed()) {
            throw ApiError.STREAM_SEALED.with();
        }
        writer.rules().checkSize(message);
        if (!config.features().allowAtomicBatch()) {
            throw ApiError.ATOMIC_PUBLISH_DISABLED.with();
        }
        if (id.length() > LONGEST_ID) {
            throw ApiError.ATOMIC_PUBLISH_INVALID_BATCH_ID.with();
        }
    }

    private Batch begin(String id, long sequence, boolean endsWithout) {
        if (sequence != 1) {
            if (sequence - (endsWithout ? 1 : 0) > host.settings().maxBatchMessages()) {
                throw ApiError.ATOMIC_PUBLISH_TOO_LARGE_BATCH.with(
                        host.settings().maxBatchMessages());
            }
            throw ApiError.ATOMIC_PUBLISH_INCOMPLETE_BATCH.with();
        }
        if (underway.size() >= host.settings().maxBatchesPerStream()) {
            throw ApiError.ATOMIC_PUBLISH_TOO_MANY_INFLIGHT.with();
        }
        if (host.batchesUnderway().incrementAndGet() > host.settings().maxBatches()) {
            host.batchesUnderway().decrementAndGet();
            throw ApiError.ATOMIC_PUBLISH_TOO_MANY_INFLIGHT.with();
        }
        Batch batch = new Batch(id);
        underway.put(id, batch);
        return batch;
    }

    private long bytesUnderway() {
        return underway.values().stream().mapToLong(batch -> batch.bytes).sum();
    }

    /** Stores all of it, or refuses it. */
    private void commit(Batch batch, Publication last, int lane, boolean answers) {
        try {
            judge(batch);
        } finally {
            remove(batch);
        }
        long sequence = writer.storeTogether(() -> store(batch, lane));
        if (answers) {
            writer.acks()
                    .stored(last, lane, sequence, o -> o.text("batch", batch.id).number("count", batch.count));
        }
    }

    private long store(Batch batch, int lane) {
        long sequence = 0;
        for (MessageBuffer buffer : batch.buffers) {
            for (int i = 0; i < buffer.count(); i++) {
                buffer.show(i, window);
                headers.read(window);
                sequence = writer.storeJudged(window, headers, lane);
            }
        }
        return sequence;
    }

    private void judge(Batch batch) {
        Set<String> subjects = new HashSet<>();
        Set<String> ids = new HashSet<>();
        int index = 0;
        for (MessageBuffer buffer : batch.buffers) {
            for (int i = 0; i < buffer.count(); i++) {
                buffer.show(i, window);
                headers.read(window);
                judge(window, index++, subjects, ids);
            }
        }
        writer.limits().admit(batch.count, batch.bytes);
    }

    private void judge(Publication message, int index, Set<String> subjects, Set<String> ids) {
        String subject = Subjects.text(message.copySubject());
        if (headers.has(PublishHeader.EXPECTED_LAST_MESSAGE_ID)) {
            throw ApiError.ATOMIC_PUBLISH_UNSUPPORTED_HEADER_BATCH.with(
                    PublishHeader.EXPECTED_LAST_MESSAGE_ID.headerName());
        }
        String id = headers.get(PublishHeader.MESSAGE_ID);
        if (id != null && (!ids.add(id) || writer.rules().duplicateOf(headers, writer.now()) > 0)) {
            throw ApiError.ATOMIC_PUBLISH_CONTAINS_DUPLICATE_MESSAGE.with();
        }
        PublishRules.Last last = new PublishRules.Last(writer.lastSequence() + index, null);
        writer.rules().check(message, headers, last);
        if (index > 0 && headers.has(PublishHeader.EXPECTED_LAST_SEQUENCE)) {
            throw ApiError.STREAM_WRONG_LAST_SEQUENCE_CONSTANT.with();
        }
        if (headers.has(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE)) {
            String other = headers.get(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
            if (subjects.contains(other == null ? subject : other)) {
                throw ApiError.STREAM_WRONG_LAST_SEQUENCE_CONSTANT.with();
            }
        }
        writer.rules().checkNew(message, headers, last);
        MessageTtl.seconds(headers.get(PublishHeader.TTL));
        String rollup = headers.get(PublishHeader.ROLLUP);
        if ("sub".equals(rollup) && subjects.contains(subject)) {
            throw ApiError.STREAM_ROLLUP_FAILED.with("batch rollup sub invalid");
        }
        if ("all".equals(rollup) && index > 0) {
            throw ApiError.STREAM_ROLLUP_FAILED.with("batch rollup all invalid");
        }
        subjects.add(subject);
    }

    private void remove(Batch batch) {
        if (underway.remove(batch.id, batch)) {
            host.batchesUnderway().decrementAndGet();
        }
    }

    private void abandon(Batch batch, @Nullable String reason) {
        remove(batch);
        if (reason != null) {
            String stream = writer.config().name();
            host.advise("advisory.v1.stream_batch_abandoned", "ADVISORY.STREAM.BATCH_ABANDONED." + stream, o -> o.text(
                            "account", host.account())
                    .textIfAny("domain", host.settings().domain())
                    .text("stream", stream)
                    .text("batch", batch.id)
                    .text("reason", reason));
        }
    }

    /** Gives up what has been silent for too long. */
    void expire(long nowNanos) {
        for (Batch batch : List.copyOf(underway.values())) {
            if (nowNanos - batch.heardNanos >= host.settings().batchTimeoutNanos()) {
                abandon(batch, "timeout");
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

    void close() {
        List.copyOf(underway.values()).forEach(this::remove);
    }
}
