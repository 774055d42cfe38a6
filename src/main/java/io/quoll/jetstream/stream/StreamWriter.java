package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import io.quoll.router.PublishBatch;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StorageException;
import io.quoll.storage.StoreState;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.SubjectState;
import io.quoll.subject.SubjectPattern;
import io.quoll.subject.SubjectTransform;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges what is published to a stream and stores it, one message after the other, and tells publishers when it is as durable
 * as promised. The only one that writes to the stream's store; everything but {@link #refuse} runs on the stream's executor.
 *
 * <pre>
 *   lanes ──buffers──► judge ──► append ... append ──► commit: flush, force ──► acknowledgements, consumers
 *                        └─ refused: an error in place of the acknowledgement
 * </pre>
 */
final class StreamWriter implements StagedIntake.Receiver {

    private static final Logger LOG = System.getLogger(StreamWriter.class.getName());

    private final StreamHost host;
    private final MessageStore store;
    private final PubAcks acks;
    private final DuplicateWindow duplicates;
    private final PublishRules rules;
    private final RetentionLimits limits;
    private final Counters counters;
    private final Draft renaming = new Draft();
    private final Draft rewriting = new Draft();
    private final PublishHeaders headers = new PublishHeaders();
    private final Publication window = new Publication();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private StreamConsumers consumers = StreamConsumers.NONE;

    private volatile StreamConfig config;
    private Durability durability;
    private @Nullable SubjectTransform transform;
    private @Nullable Republisher republisher;
    private long lastSequence;
    private @Nullable String lastMessageId;
    private long nowNanos;
    private boolean uncommitted;
    private boolean unforced;
    private long countedBytes;
    private @Nullable ApiException broken;

    StreamWriter(StreamHost host, MessageStore store, StreamConfig config) {
        this.host = host;
        this.store = store;
        this.config = config;
        this.acks = new PubAcks(config.name(), host.settings().domain(), host.router(), host.batches());
        this.duplicates = new DuplicateWindow(config.limits().duplicateWindowNanos());
        this.rules = new PublishRules(store, duplicates, config);
        this.limits = new RetentionLimits(store, config.limits());
        this.counters = new Counters(rules);
        this.durability = durabilityOf(config);
        config(config);
        this.lastSequence = store.state().lastSequence();
    }

    /** What the stream asked for with its metadata or its persist mode, or what the server does. */
    private Durability durabilityOf(StreamConfig of) {
        String own = of.metadata().getOrDefault(Durability.METADATA_KEY, "");
        Durability served = host.settings().durability();
        if (of.persistMode() == PersistMode.ASYNC && served == Durability.ALWAYS) {
            served = Durability.INTERVAL;
        }
        return Durability.of(own).orElse(served);
    }

    final void config(StreamConfig newConfig) {
        config = newConfig;
        durability = durabilityOf(newConfig);
        rules.config(newConfig);
        limits.limits(newConfig.limits());
        duplicates.window(newConfig.limits().duplicateWindowNanos());
        StreamConfig.SubjectMapping mapping = newConfig.subjectTransform();
        transform = mapping == null ? null : SubjectTransform.of(mapping.source(), mapping.destination());
        republisher = Republisher.of(newConfig, acks);
    }

    StreamConfig config() {
        return config;
    }

    PubAcks acks() {
        return acks;
    }

    RetentionLimits limits() {
        return limits;
    }

    DuplicateWindow duplicates() {
        return duplicates;
    }

    PublishRules rules() {
        return rules;
    }

    void consumers(StreamConsumers newConsumers) {
        consumers = newConsumers;
    }

    StreamConsumers consumers() {
        return consumers;
    }

    long lastSequence() {
        return lastSequence;
    }

    /** The time it is, never before that of the last message. */
    long now() {
        nowNanos = Math.max(nowNanos, Timestamps.now(host.clock()));
        return nowNanos;
    }

    // Publications

    @Override
    public void take(MessageBuffer messages, int lane) {
        now();
        for (int i = 0; i < messages.count(); i++) {
            messages.show(i, window);
            accept(window, lane);
        }
    }

    private void accept(Publication arrived, int lane) {
        Publication message = arrived;
        boolean answers = arrived.replyLength() > 0 && !config.permissions().noAck();
        try {
            if (broken != null) {
                throw broken;
            }
            message = renamed(arrived);
            headers.read(message);
            publish(message, lane, answers);
        } catch (ApiException e) {
            if (answers) {
                acks.refused(message, lane, e);
            }
        } catch (StorageException e) {
            ApiException told = onFailure(e);
            if (answers) {
                acks.refused(message, lane, told);
            }
        }
    }

    private Publication renamed(Publication message) {
        SubjectTransform renames = transform;
        if (renames == null) {
            return message;
        }
        byte[] subject = renames.transform(message.copySubject());
        return subject == null ? message : renaming.renamed(message, subject);
    }

    private void publish(Publication message, int lane, boolean answers) {
        rules.check(message, headers, new PublishRules.Last(lastSequence, lastMessageId));
        long duplicate = rules.duplicateOf(headers, nowNanos);
        if (duplicate > 0) {
            if (answers) {
                acks.duplicate(message, lane, duplicate);
            }
            return;
        }
        rules.checkNew(message, headers, new PublishRules.Last(lastSequence, lastMessageId));
        Publication stored = message;
        boolean counts = config.features().allowCounter();
        if (counts) {
            stored = counters.apply(message, headers);
            rules.checkSize(stored);
        }
        long sequence = store(stored, headers, lane);
        if (!answers) {
            return;
        }
        if (counts) {
            acks.stored(message, lane, sequence, o -> o.text("val", counters.value()));
        } else {
            acks.stored(message, lane, sequence);
        }
    }

    /**
     * Stores a message that was judged, with everything that follows from its headers.
     *
     * @param lane where what is published in consequence goes
     */
    long store(Publication message, PublishHeaders of, int lane) {
        checkSpace(message);
        boolean wanted = config.retention() != Retention.INTEREST || consumers.wants(message.copySubject());
        long sequence = wanted ? append(message, of, lane) : skip();
        lastSequence = sequence;
        String id = of.any() ? of.get(PublishHeader.MESSAGE_ID) : null;
        lastMessageId = id;
        if (id != null) {
            duplicates.add(id, sequence, nowNanos);
        }
        if (of.any()) {
            rollUp(message, of, wanted ? 1 : 0);
        }
        uncommitted = true;
        return sequence;
    }

    private void checkSpace(Publication message) {
        int size = RetentionLimits.sizeOf(message);
        if (!host.use().serverAllows(config.storage(), size)) {
            throw ApiError.INSUFFICIENT_RESOURCES.with();
        }
        if (!host.use().allows(config.storage(), size)) {
            throw ApiError.ACCOUNT_RESOURCES_EXCEEDED.with();
        }
    }

    private long append(Publication message, PublishHeaders of, int lane) {
        Publication kept = message;
        long expires = MessageStore.NEVER;
        if (of.any()) {
            if (of.has(PublishHeader.TTL)) {
                long asked = MessageTtl.seconds(of.get(PublishHeader.TTL));
                long seconds = lengthened(asked);
                if (seconds != asked) {
                    kept = withHeader(kept, PublishHeader.TTL, Long.toString(seconds));
                }
                expires = seconds > 0 && config.features().allowMessageTtl()
                        ? nowNanos + seconds * 1_000_000_000L
                        : MessageStore.NEVER;
            }
            if (of.has(PublishHeader.SCHEDULE) && config.features().allowSchedules() && !of.has(PublishHeader.ROLLUP)) {
                kept = withHeader(kept, PublishHeader.ROLLUP, "sub");
            }
        }
        limits.admit(kept);
        Republisher again = republisher;
        long previous = again == null ? 0 : lastOf(kept);
        long sequence = store.append(kept, nowNanos, expires);
        limits.onStored(kept, consumers);
        if (again != null) {
            again.onStored(kept, lane, sequence, nowNanos, previous);
        }
        return sequence;
    }

    /** A message must not go before the marker of its subject's end would. */
    private long lengthened(long seconds) {
        long marker = config.features().subjectDeleteMarkerTtlNanos() / 1_000_000_000L;
        boolean single = config.limits().maxMessagesPerSubject() == 1;
        return seconds > 0 && marker > 0 && !single ? Math.max(seconds, marker) : seconds;
    }

    private Publication withHeader(Publication message, PublishHeader header, String value) {
        byte[] block = HeaderBlock.replacing(Draft.headersOf(message), header.headerName(), value);
        return rewriting.withHeaders(message, block);
    }

    private long lastOf(Publication message) {
        SubjectState state = store.subject(message.copySubject());
        return state == null ? 0 : state.last();
    }

    /** Nobody wants the message; its sequence is used up all the same. */
    private long skip() {
        store.skipTo(lastSequence + 2);
        return lastSequence + 1;
    }

    private void rollUp(Publication message, PublishHeaders of, int keep) {
        String rollup = of.get(PublishHeader.ROLLUP);
        boolean scheduled = of.has(PublishHeader.SCHEDULE) && config.features().allowSchedules();
        if ("sub".equals(rollup) || scheduled) {
            purge(exactly(message.copySubject()), lastSequence + 1, keep);
        } else if ("all".equals(rollup)) {
            purge(SubjectFilter.ALL, lastSequence + 1, keep);
        }
        String scheduler = of.get(PublishHeader.SCHEDULER);
        if (scheduler != null && "purge".equals(of.get(PublishHeader.SCHEDULE_NEXT))) {
            purge(exactly(Subjects.bytes(scheduler)), lastSequence + 1, 0);
        }
    }

    private static SubjectFilter exactly(byte[] subject) {
        return SubjectFilter.of(SubjectPattern.of(Subjects.text(subject)));
    }

    // Removals

    long purge(SubjectFilter filter, long before, long keep) {
        long removed =
                filter.isAll() && keep == 0 ? store.removeBefore(before) : store.removeMatching(filter, before, keep);
        if (removed > 0) {
            uncommitted = true;
            consumers.onPurged();
        }
        lastSequence = Math.max(lastSequence, store.state().lastSequence());
        return removed;
    }

    boolean remove(long sequence, boolean erase) {
        boolean removed = store.remove(sequence, erase);
        if (removed) {
            uncommitted = true;
            consumers.onRemoved(sequence);
        }
        return removed;
    }

    /** Something else was changed in the store. */
    void changed() {
        uncommitted = true;
        lastSequence = Math.max(lastSequence, store.state().lastSequence());
    }

    // Commit

    /** Runs the task when all that was written before is as durable as promised. */
    void afterCommit(Runnable task) {
        afterCommit.add(task);
    }

    /** At the end of each run of the executor. */
    void commit() {
        if (uncommitted) {
            uncommitted = false;
            try {
                limits.enforceTotals(consumers);
                store.flush();
                if (durability == Durability.ALWAYS) {
                    store.force();
                } else {
                    unforced = true;
                }
            } catch (StorageException e) {
                acks.refuseAll(onFailure(e));
            }
            countUse();
            if (broken == null) {
                consumers.onStored(lastSequence);
            }
        }
        acks.send();
        if (!afterCommit.isEmpty()) {
            List<Runnable> due = List.copyOf(afterCommit);
            afterCommit.clear();
            due.forEach(Runnable::run);
        }
    }

    /** Has the disk confirm what it has not yet, now and then. */
    void force() {
        if (unforced && durability != Durability.NONE) {
            unforced = false;
            try {
                store.force();
            } catch (StorageException e) {
                onFailure(e);
            }
        }
    }

    /** Whether there is something that the disk has not confirmed and should some time. */
    boolean isUnforced() {
        return unforced && durability != Durability.NONE;
    }

    private void countUse() {
        StoreState state = store.state();
        host.use().change(config.storage(), state.bytes() - countedBytes);
        countedBytes = state.bytes();
    }

    /** Forgets what the stream has counted towards what is kept in all. */
    void uncount() {
        host.use().change(config.storage(), -countedBytes);
        countedBytes = 0;
    }

    private ApiException onFailure(StorageException e) {
        if (e instanceof StorageException.OutOfSpace) {
            LOG.log(Level.WARNING, "stream " + config.name() + ": " + e.getMessage());
            return ApiError.INSUFFICIENT_RESOURCES.with();
        }
        LOG.log(Level.ERROR, "stream " + config.name() + " cannot write", e);
        ApiException told = ApiError.STREAM_STORE_FAILED.with(e.getMessage());
        if (e.isFatal()) {
            broken = told;
        }
        return told;
    }

    /** There is no room for the message. Called on the publisher's lane. */
    @Override
    public void refuse(Publication message, int lane) {
        if (message.replyLength() == 0 || config.permissions().noAck()) {
            return;
        }
        byte[] block = "NATS/1.0 429 Too Many Requests\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        PublishBatch batch = host.batches().borrow();
        batch.add(message.copyReply(), HeaderBlock.NONE, block, acks.refusal(ApiError.STREAM_TOO_MANY_REQUESTS.with()));
        batch.submit(host.router(), lane);
    }

    // Start

    /** Remembers the message ids of the last while anew. */
    void recallDuplicates() {
        long window = config.limits().duplicateWindowNanos();
        StoreState state = store.state();
        if (window <= 0 || state.messages() == 0 || config.mirror() != null) {
            countUse();
            return;
        }
        try (MessageReader reader = store.reader()) {
            PublishHeaders recalled = new PublishHeaders();
            long from = Math.max(1, store.sequenceAt(now() - window));
            while (reader.next(from, SubjectFilter.ALL)) {
                recalled.read(reader.message());
                String id = recalled.get(PublishHeader.MESSAGE_ID);
                lastMessageId = id;
                if (id != null) {
                    duplicates.add(id, reader.sequence(), reader.timeNanos());
                }
                from = reader.sequence() + 1;
            }
        }
        countUse();
    }

    void close() {
        rules.close();
    }
}
