package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.router.AcknowledgingSubscription;
import io.quoll.router.Subscription;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StoredStream;
import io.quoll.storage.StreamDirectory;
import io.quoll.storage.SubjectFilter;
import io.quoll.trace.StreamTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A log of the messages published to its subjects. Everything that changes it runs on its {@linkplain #execute executor}, one
 * task at a time; other threads read its configuration and take {@linkplain #reader readers}.
 */
public final class Stream implements Executor {

    private final StreamHost host;
    private final StoredStream stored;
    private final MessageStore messages;
    private final long createdNanos;
    private final SerialExecutor executor;
    private final StreamWriter writer;
    private final StagedIntake intake;
    private final StreamMaintenance maintenance;
    private final StreamSources sources;
    private final DirectGets directGets;
    private volatile StreamConfig config;
    private volatile StreamConsumers consumers = StreamConsumers.NONE;
    private volatile boolean closed;
    private volatile boolean recovering;
    private final Set<Runnable> followers = new CopyOnWriteArraySet<>();
    private List<Subscription> subscriptions = List.of();

    private Stream(StreamHost host, StoredStream stored, StreamRecord record) {
        this.host = host;
        this.stored = stored;
        this.config = record.config();
        this.createdNanos = record.createdNanos();
        this.messages = stored.messages();
        messages.compress(config.compression() != Compression.NONE);
        this.writer = new StreamWriter(host, messages, config);
        this.executor = new SerialExecutor(
                host.threads(), this::afterRun, this::afterRunWaits, new LoopPatience(host.timer()::nanoTime));
        this.intake = new StagedIntake(
                this::store, writer, host.batches(), host.settings().room());
        this.maintenance = new StreamMaintenance(host, executor, messages, writer);
        this.sources = new StreamSources(host, this, writer);
        this.directGets = new DirectGets(this, host);
    }

    /** A stream that has not been there; on the disk when the call returns, but not yet {@linkplain #start started}. */
    public static Stream create(StreamHost host, StreamDirectory directory, StreamConfig config) {
        StreamRecord record = new StreamRecord(Timestamps.now(host.clock()), config);
        StoredStream stored =
                directory.create(host.account(), config.name(), record.toBytes(), StreamFilling.settings(config));
        if (config.firstSequence() > 1) {
            stored.messages().skipTo(config.firstSequence());
        }
        return new Stream(host, stored, record);
    }

    /** A stream that came with all its messages; not yet {@linkplain #start started}. */
    static Stream filled(StreamHost host, StoredStream stored) {
        return new Stream(host, stored, StreamRecord.of(stored.configuration()));
    }

    /** A stream as it was kept; not yet {@linkplain #start started}. */
    public static Stream open(StreamHost host, StoredStream stored) {
        Stream stream = filled(host, stored);
        stream.recovering = true;
        return stream;
    }

    /**
     * Takes publications from now on; they wait until the stream has found out what it must know of its last messages. What is
     * read past the writer does not wait.
     */
    public void start() {
        executor.execute(() -> {
            // Nobody reads directly what is left of a batch.
            writer.storeTogether(() -> {
                subscribe();
                writer.undoIncompleteBatch();
                return 0;
            });
            writer.recallDuplicates();
            if (config.features().allowSchedules()) {
                writer.schedules().recall();
            }
            maintenance.start();
            sources.start();
            recovering = false;
        });
    }

    private void afterRun() {
        if (closed) {
            writer.sendRest();
            return;
        }
        long before = writer.committedSequence();
        writer.commit();
        consumers.afterRun();
        maintenance.reschedule();
        if (writer.committedSequence() != before) {
            followers.forEach(Runnable::run);
        }
    }

    /** What the disk has to confirm at once is left to a thread that may wait for it. */
    private void store(Runnable task) {
        if (writer.isForced()) {
            executor.execute(task);
        } else {
            executeHere(task);
        }
    }

    private boolean afterRunWaits() {
        return writer.isForced() && (writer.isUncommitted() || consumers.areConfirming());
    }

    private void subscribe() {
        if (closed) {
            return;
        }
        List<Subscription> wanted = new ArrayList<>();
        for (String subject : config.subjects()) {
            byte[] pattern = Subjects.bytes(subject);
            wanted.add(
                    config.permissions().noAck()
                            ? new Subscription(pattern, null, intake)
                            : new AcknowledgingSubscription(pattern, intake));
        }
        directGets.addSubscriptions(config, wanted);
        // The new ones before the old ones go, so that nothing is missed; a message in between would come twice.
        List<Subscription> before = subscriptions;
        List<Subscription> kept = new ArrayList<>();
        for (Subscription subscription : wanted) {
            kept.add(keep(before, subscription));
        }
        for (Subscription subscription : before) {
            if (!kept.contains(subscription)) {
                subscription.end();
                host.router().unsubscribe(subscription);
            }
        }
        subscriptions = List.copyOf(kept);
    }

    private Subscription keep(List<Subscription> before, Subscription wanted) {
        for (Subscription subscription : before) {
            if (Arrays.equals(subscription.pattern(), wanted.pattern())
                    && subscription.sink() == wanted.sink()
                    && subscription.getClass() == wanted.getClass()) {
                return subscription;
            }
        }
        host.router().subscribe(wanted);
        return wanted;
    }

    public String name() {
        return config.name();
    }

    public StreamHost host() {
        return host;
    }

    public StreamConfig config() {
        return config;
    }

    public long createdNanos() {
        return createdNanos;
    }

    /** Where the stream and its consumers are kept. */
    public StoredStream stored() {
        return stored;
    }

    public MessageStore messages() {
        return messages;
    }

    /** A reader for one thread. */
    public MessageReader reader() {
        return messages.reader();
    }

    /** Whether it was there before and still finds out where it stood. Any thread. */
    public boolean isRecovering() {
        return recovering;
    }

    public boolean isClosed() {
        return closed;
    }

    /** The last sequence that is as durable as the stream promises. Any thread. */
    public long committedSequence() {
        return writer.committedSequence();
    }

    /** Runs the task whenever there is something new that is as durable as promised, and when the stream goes. Any thread. */
    public void follow(Runnable follower) {
        followers.add(follower);
    }

    public void unfollow(Runnable follower) {
        followers.remove(follower);
    }

    /** How many bytes wait to be stored. */
    public long waitingBytes() {
        return intake.waitingBytes();
    }

    /** What the last write failed of, or null. Any thread. */
    public @Nullable WriteTrouble trouble() {
        return writer.trouble();
    }

    /** Who follows messages through the stream, if anybody. Any thread. */
    public @Nullable StreamTrace trace() {
        return writer.trace();
    }

    /** Runs the task when the stream has done what was asked of it before. Any thread. */
    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /**
     * As the other one, but on the calling thread, which must not wait, where nothing has to be waited for. For what is quickly
     * done with. Any thread.
     */
    public void executeHere(Runnable task) {
        if (recovering || !messages.indexing().isWhole()) {
            executor.execute(task);
        } else {
            executor.executeHere(task);
        }
    }

    /** Runs the task when all the stream did so far is as durable as it promises. On the stream's executor. */
    public void afterCommit(Runnable task) {
        writer.afterCommit(task);
    }

    /** Whether nothing is said to be done before the disk has confirmed it. Any thread. */
    public boolean isForced() {
        return writer.isForced();
    }

    public StreamConsumers consumers() {
        return consumers;
    }

    /** Who consumes the stream from now on. On the stream's executor, or before the start. */
    public void consumers(StreamConsumers newConsumers) {
        consumers = newConsumers;
        writer.consumers(newConsumers);
    }

    // Changes, on the stream's executor

    /** The stream goes on with a configuration that was judged; it is on the disk when the call returns. */
    public void update(StreamConfig newConfig) {
        StreamConfig before = config;
        stored.configuration(new StreamRecord(createdNanos, newConfig).toBytes());
        config = newConfig;
        writer.config(newConfig);
        messages.compress(newConfig.compression() != Compression.NONE);
        if (newConfig.limits().maxMessagesPerSubject() != before.limits().maxMessagesPerSubject()) {
            writer.limits().enforcePerSubject();
        }
        writer.changed();
        subscribe();
        maintenance.onUpdated();
        sources.onUpdated(before);
        consumers.onUpdated(newConfig);
    }

    /**
     * Removes what matches.
     *
     * @param before a sequence, or 0 for all
     * @param keep how many of the last ones stay
     */
    public long purge(@Nullable SubjectFilter filter, long before, long keep) {
        checkNotSealed();
        SubjectFilter which = filter == null ? SubjectFilter.ALL : filter;
        long end = before == 0 ? messages.state().lastSequence() + 1 : before;
        return writer.purge(which, end, keep);
    }

    /**
     * Removes one message.
     *
     * @return false if there is none
     */
    public boolean remove(long sequence, boolean erase) {
        checkNotSealed();
        return writer.remove(sequence, erase);
    }

    /**
     * Removes messages that nobody wants any more: as their consumers decide, not for them to be told.
     *
     * @param sequences in any order, of which the first {@code count} are meant
     */
    public void release(long[] sequences, int count) {
        if (messages.removeAll(sequences, count) > 0) {
            writer.released();
        }
    }

    private void checkNotSealed() {
        if (config.permissions().sealed()) {
            throw ApiError.STREAM_SEALED.with();
        }
    }

    /** The stream goes for good. */
    public void delete() {
        end(true);
        writer.uncount();
        stored.delete();
    }

    /** The stream goes until the next start. */
    public void close() {
        writer.commit();
        end(false);
        stored.close();
    }

    private void end(boolean deleted) {
        closed = true;
        intake.close();
        directGets.close();
        subscriptions.forEach(host.router()::unsubscribe);
        subscriptions = List.of();
        sources.stop(deleted);
        maintenance.stop();
        consumers.onClosed(deleted);
        writer.close();
        followers.forEach(Runnable::run);
    }

    // For showing, on the stream's executor

    /** Where a mirror or the sources stand. */
    public void describeSources(JsonOutput out) {
        sources.describe(out);
    }

    ReadWriteLock isolation() {
        return writer.isolation();
    }
}
