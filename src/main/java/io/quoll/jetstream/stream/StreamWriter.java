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
import io.quoll.trace.StreamTrace;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
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

    /** How long what is stored waits for more to be committed with it. */
    private static final long LONGEST_WAIT_NANOS = 5_000_000L;

    private final StreamHost host;
    private final MessageStore store;
    private final PubAcks acks;
    private final DuplicateWindow duplicates;
    private final PublishRules rules;
    private final RetentionLimits limits;
    private final Counters counters;
    private final AtomicBatches atomicBatches;
    private final FastBatches fastBatches;
    private final Schedules schedules;
    private final ReadWriteLock isolation = new ReentrantReadWriteLock();
    private final Draft renaming = new Draft();
    private final Draft rewriting = new Draft();
    private final PublishHeaders headers = new PublishHeaders();
    private final Publication window = new Publication();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final @Nullable StreamTrace trace;
    private StreamConsumers consumers = StreamConsumers.NONE;

    private volatile long committed;
    private volatile StreamConfig config;
    private volatile Durability durability;
    private @Nullable SubjectTransform transform;
    private @Nullable Republisher republisher;
    private long lastSequence;
    private @Nullable String lastMessageId;
    private long nowNanos;
    private boolean closed;
    private boolean uncommitted;
    private long uncommittedSinceNanos;
    private boolean unforced;
    private long countedBytes;
    private @Nullable ApiException broken;
    private volatile @Nullable WriteTrouble trouble;

    StreamWriter(StreamHost host, MessageStore store, StreamConfig config) {
        this.host = host;
        this.store = store;
        this.config = config;
        this.acks = new PubAcks(config.name(), host.settings().domain(), host.router(), host.batches());
        this.duplicates = new DuplicateWindow(config.limits().duplicateWindowNanos());
        this.rules = new PublishRules(store, duplicates, config);
        this.limits = new RetentionLimits(store, config.limits());
        this.counters = new Counters(rules);
        this.atomicBatches = new AtomicBatches(host, this);
        this.fastBatches = new FastBatches(host, this);
        this.schedules = new Schedules(store, this);
        this.trace = StreamTrace.of(host.batches().thread(0).tracing(), config.name());
        this.durability = durabilityOf(config);
        config(config);
        this.lastSequence = store.state().lastSequence();
        this.committed = lastSequence;
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

    /** Who follows messages through the stream, if anybody. */
    @Nullable
    StreamTrace trace() {
        return trace;
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

    /** The last sequence that is as durable as promised. Any thread. */
    long committedSequence() {
        return committed;
    }

    /** The time it is, never before that of the last message. */
    long now() {
        nowNanos = Math.max(nowNanos, Timestamps.now(host.clock()));
        return nowNanos;
    }

    // Publications

    /** Does not let acknowledgements wait long for messages that go on coming. */
    @Override
    public void take(MessageBuffer messages, int lane) {
        if (closed) {
            return;
        }
        long now = now();
        if (!uncommitted) {
            uncommittedSinceNanos = now;
        } else if (now - uncommittedSinceNanos > LONGEST_WAIT_NANOS) {
            commit();
            uncommittedSinceNanos = now;
        }
        for (int i = 0; i < messages.count(); i++) {
            messages.show(i, window);
            if (trace == null) {
                accept(window, lane);
            } else {
                acceptFollowed(messages.noteOf(i), lane, trace);
            }
        }
    }

    private void acceptFollowed(@Nullable Object cause, int lane, StreamTrace following) {
        following.arrived(cause, window);
        accept(window, lane);
        following.judged();
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
            String batch = headers.any() ? headers.get(PublishHeader.BATCH_ID) : null;
            if (FastBatchStep.isOne(message)) {
                fastBatches.accept(message, headers, lane);
            } else if (batch == null) {
                publish(message, lane, answers);
            } else {
                atomicBatches.accept(message, headers, batch, lane, answers);
            }
        } catch (ApiException e) {
            refused(e);
            if (answers) {
                acks.refused(message, lane, e);
            }
        } catch (StorageException e) {
            ApiException told = onFailure(e);
            refused(told);
            if (answers) {
                acks.refused(message, lane, told);
            }
        }
    }

    private void refused(ApiException why) {
        if (trace != null) {
            trace.refused(String.valueOf(why.getMessage()));
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
        long duplicate = judge(message, headers);
        if (duplicate > 0) {
            if (answers) {
                acks.duplicate(message, lane, duplicate);
            }
            return;
        }
        long sequence = storeJudged(message, headers, lane);
        if (!answers) {
            return;
        }
        if (config.features().allowCounter()) {
            acks.stored(message, lane, sequence, o -> o.text("val", counters.value()));
        } else {
            acks.stored(message, lane, sequence);
        }
    }

    /**
     * Refuses a message that may not be stored.
     *
     * @return the sequence of the same message if it is stored already, or 0
     */
    long judge(Publication message, PublishHeaders of) {
        PublishRules.Last last = new PublishRules.Last(lastSequence, lastMessageId);
        rules.check(message, of, last);
        long duplicate = rules.duplicateOf(of, nowNanos);
        if (duplicate == 0) {
            rules.checkNew(message, of, last);
        }
        return duplicate;
    }

    /** Stores a message that was judged; an increment as what its subject comes to. */
    long storeJudged(Publication message, PublishHeaders of, int lane) {
        Publication stored = message;
        if (config.features().allowCounter() && of.has(PublishHeader.INCREMENT)) {
            stored = counters.apply(message, of);
            rules.checkSize(stored);
        }
        return store(stored, of, lane);
    }

    /** Stores several messages; nobody reads directly meanwhile. */
    long storeTogether(LongSupplier storing) {
        isolation.writeLock().lock();
        try {
            return storing.getAsLong();
        } finally {
            isolation.writeLock().unlock();
        }
    }

    /** Held by those who must not see a part of what belongs together. */
    ReadWriteLock isolation() {
        return isolation;
    }

    AtomicBatches atomicBatches() {
        return atomicBatches;
    }

    FastBatches fastBatches() {
        return fastBatches;
    }

    Schedules schedules() {
        return schedules;
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
        if (trace != null) {
            trace.stored(sequence);
        }
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

    /** Stores a message of a mirror's origin under its own sequence and time. */
    void mirror(Publication message, PublishHeaders of, long sequence, long timeNanos) {
        if (sequence <= lastSequence) {
            return;
        }
        checkSpace(message);
        if (sequence > lastSequence + 1) {
            store.skipTo(sequence);
            lastSequence = sequence - 1;
        }
        long present = nowNanos;
        nowNanos = timeNanos;
        try {
            lastSequence = append(message, of, 0);
        } finally {
            nowNanos = Math.max(present, timeNanos);
        }
        uncommitted = true;
    }

    /** Stores a message of another stream as one more of this one. */
    void aggregate(Publication message, PublishHeaders of) {
        now();
        Publication stored = renamed(message);
        if (rules.duplicateOf(of, nowNanos) > 0) {
            return;
        }
        if (config.features().allowCounter() && of.has(PublishHeader.INCREMENT)) {
            stored = counters.apply(stored, of);
        }
        rules.checkSize(stored);
        store(stored, of, 0);
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
        if (consumers.listens()) {
            consumers.onAppended(kept.copySubject());
        }
        if (config.features().allowSchedules()) {
            schedules.onStored(kept, of, sequence, nowNanos);
        }
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

    /** Messages that are done with were removed. */
    void released() {
        uncommitted = true;
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
            uncommitted = !write();
            countUse();
            if (!uncommitted && broken == null) {
                WriteTrouble last = trouble;
                if (last != null && lastSequence > last.lastSequence()) {
                    trouble = null;
                }
                committed = lastSequence;
                if (trace != null) {
                    trace.committed();
                }
                consumers.onStored(lastSequence);
            }
        }
        acks.send();
        runAfterCommit();
    }

    /** Whether it is done with; what a full disk has no room for is tried again the next time. */
    private boolean write() {
        try {
            limits.enforceTotals(consumers);
            store.flush();
            if (isForced()) {
                store.force();
            } else {
                unforced = true;
            }
            return true;
        } catch (StorageException e) {
            ApiException told = onFailure(e);
            acks.refuseAll(told);
            if (trace != null) {
                trace.lost(String.valueOf(told.getMessage()));
            }
            return e.isFatal();
        }
    }

    private void runAfterCommit() {
        if (!afterCommit.isEmpty()) {
            List<Runnable> due = List.copyOf(afterCommit);
            afterCommit.clear();
            due.forEach(Runnable::run);
        }
    }

    /** Says what is left to be said when there is no store any more. */
    void sendRest() {
        uncommitted = false;
        acks.send();
        runAfterCommit();
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

    /** Whether nothing is said to be done before the disk has confirmed it. Any thread. */
    boolean isForced() {
        return durability == Durability.ALWAYS && config.storage() == StorageType.FILE;
    }

    /** Whether something was done that is not committed. */
    boolean isUncommitted() {
        return uncommitted;
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

    /** What the last write failed of, unless one has succeeded since. Any thread. */
    @Nullable
    WriteTrouble trouble() {
        return trouble;
    }

    private ApiException onFailure(StorageException e) {
        String text = "stream " + config.name() + " in account " + host.account() + ": " + e.getMessage();
        trouble = new WriteTrouble(text, !e.isFatal(), host.clock().instant(), lastSequence);
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
            while (reader.nextWithHeaders(from)) {
                recalled.read(reader.message());
                String id = recalled.get(PublishHeader.MESSAGE_ID);
                lastMessageId = reader.sequence() == lastSequence ? id : null;
                if (id != null) {
                    duplicates.add(id, reader.sequence(), reader.timeNanos());
                }
                from = reader.sequence() + 1;
            }
        }
        countUse();
    }

    /** Takes back what a crash has left of a batch that did not come to its commit. */
    void undoIncompleteBatch() {
        try (MessageReader reader = store.reader()) {
            String batch = null;
            long before = Long.MAX_VALUE;
            while (before > 0 && reader.last(before, SubjectFilter.ALL)) {
                headers.read(reader.message());
                String id = headers.any() ? headers.get(PublishHeader.BATCH_ID) : null;
                boolean isWhole = batch == null && headers.has(PublishHeader.BATCH_COMMIT);
                if (id == null || isWhole || batch != null && !batch.equals(id)) {
                    return;
                }
                batch = id;
                before = reader.sequence() - 1;
                boolean isFirst = headers.number(PublishHeader.BATCH_SEQUENCE) == 1;
                remove(reader.sequence(), false);
                if (isFirst) {
                    return;
                }
            }
        }
    }

    /** Takes nothing more; what was taken before is still committed by whoever closes a stream that stays. */
    void close() {
        closed = true;
        atomicBatches.close();
        rules.close();
    }
}
