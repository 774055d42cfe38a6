package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.ConsumerLag;
import io.quoll.jetstream.stream.Retention;
import io.quoll.jetstream.stream.StagedIntake;
import io.quoll.jetstream.stream.StorageType;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.stream.StreamConsumers;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiLevel;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import io.quoll.trace.Span;
import io.quoll.trace.StreamTrace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of one stream, on the stream's executor with it. In each of its runs tasks say what has happened; at the end of
 * the run consumers that were signalled have their turn, what changed is written down, what is to be sent is sent.
 */
final class StreamConsumerSet implements StreamConsumers, StagedIntake.Receiver {

    static final byte[] PULL_PREFIX = "$JS.API.CONSUMER.MSG.NEXT.".getBytes(StandardCharsets.US_ASCII);
    static final byte[] MOVED_PREFIX = DeadLetters.MOVED_PREFIX.getBytes(StandardCharsets.US_ASCII);

    /** Somebody waits to hear that an acknowledgement will not be forgotten. */
    private static final class Confirmation {
        private final Consumer consumer;
        private final int lane;
        private final byte[] reply;

        Confirmation(Consumer consumer, int lane, byte[] reply) {
            this.consumer = consumer;
            this.lane = lane;
            this.reply = reply;
        }
    }

    private static final int DESCRIPTION_SECONDS = 1;

    private final Stream stream;
    private final ConsumerDescription description;
    private final java.util.function.Consumer<StreamConsumerSet> onClosed;
    private final Supplier<ConsumerWatcher> watcher;
    private final StagedIntake intake;
    private final NavigableMap<String, Consumer> consumers = new ConcurrentSkipListMap<>();
    private final ConsumerIndex index = new ConsumerIndex();
    private final Readers readers;
    private final Outbox outbox;
    private final AckReply reply = new AckReply();
    private final AckSubject ack = new AckSubject();
    private final AckHandling acks = new AckHandling(this);
    private final InterestLedger interest = new InterestLedger(this);
    private final DeadLetters deadLetters = new DeadLetters(this);
    private final Publication window = new Publication();
    private final @Nullable StreamTrace trace;
    private final Set<Consumer> blocked = new LinkedHashSet<>();
    private final List<Confirmation> confirmations = new ArrayList<>();
    private List<Consumer> due = new ArrayList<>();
    private List<Consumer> taking = new ArrayList<>();
    private List<Consumer> changed = new ArrayList<>();
    private @Nullable Consumer lastAsked;
    private long committed;
    private long removals;
    private boolean released;
    /** The map would count one after the other. */
    private final AtomicInteger count = new AtomicInteger();

    private int countOfStreams;
    private volatile boolean closed;

    /**
     * @param onClosed is told when nothing reaches the consumers any more
     * @param watcher who is to be told at this moment which consumers there are
     */
    StreamConsumerSet(
            Stream stream,
            ConsumerDescription description,
            java.util.function.Consumer<StreamConsumerSet> onClosed,
            Supplier<ConsumerWatcher> watcher) {
        this.stream = stream;
        this.description = description;
        this.onClosed = onClosed;
        this.watcher = watcher;
        this.intake = new StagedIntake(
                stream::executeHere,
                this,
                stream.host().batches(),
                stream.host().settings().room());
        this.trace = stream.trace();
        this.readers = new Readers(stream);
        this.outbox = new Outbox(stream.host().router(), stream.host().batches());
        this.committed = stream.messages().state().lastSequence();
        index.keepsInterest(stream.config().retention() != Retention.LIMITS, List.of());
    }

    /** Brings back the consumers that were kept. On the executor, before the stream starts. */
    void open() {
        long now = now();
        for (Map.Entry<String, byte[]> kept : stream.stored().consumers().entrySet()) {
            add(ConsumerRecord.of(kept.getValue()), 0, now);
        }
        interest.recover(consumers.values());
    }

    // What consumers ask

    Stream stream() {
        return stream;
    }

    Outbox outbox() {
        return outbox;
    }

    AckReply reply() {
        return reply;
    }

    Readers readers() {
        return readers;
    }

    ConsumerIndex index() {
        return index;
    }

    InterestLedger interest() {
        return interest;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    long now() {
        return Timestamps.now(stream.host().clock());
    }

    /** The last message that is as durable as the stream promises. */
    long committed() {
        return committed;
    }

    /** Grows whenever messages go. */
    long removals() {
        return removals;
    }

    boolean hasInterest(byte[] subject) {
        return stream.host().router().hasInterest(subject);
    }

    boolean hasPushInterest(ConsumerConfig config) {
        byte[] subject = Subjects.bytes(config.deliverSubject());
        return config.deliverGroup().isEmpty()
                ? hasInterest(subject)
                : stream.host().router().hasInterest(subject, Subjects.bytes(config.deliverGroup()));
    }

    void due(Consumer consumer) {
        due.add(consumer);
    }

    void changed(Consumer consumer) {
        if (!consumer.isChanged()) {
            consumer.isChanged(true);
            changed.add(consumer);
        }
    }

    /** The consumer waits for messages. */
    void list(Consumer consumer) {
        index.list(consumer);
    }

    /** The consumer waits for acknowledgements first. */
    void block(Consumer consumer) {
        blocked.add(consumer);
        index.unlist(consumer);
    }

    void unblock(Consumer consumer) {
        if (!blocked.isEmpty()) {
            blocked.remove(consumer);
        }
    }

    void confirm(Consumer consumer, int lane, byte[] to) {
        confirmations.add(new Confirmation(consumer, lane, to));
    }

    void release(long[] sequences, int number) {
        released = true;
        stream.release(sequences, number);
    }

    /** Any thread. */
    boolean isClosed() {
        return closed;
    }

    // Coming and going

    @Override
    public int count() {
        return count.get();
    }

    /** How many there are of those that clients have made for themselves; others do not count towards limits. */
    int countOfClients() {
        return count() - countOfStreams;
    }

    @Override
    public List<byte[]> describe(boolean withConfigs) {
        CompletableFuture<List<byte[]>> written = new CompletableFuture<>();
        stream.execute(() -> written.complete(consumers.values().stream()
                .map(consumer -> JsonOutput.object(out -> description.write(out, consumer, withConfigs)))
                .toList()));
        return written.completeOnTimeout(List.of(), DESCRIPTION_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public CompletionStage<List<ConsumerLag>> lags() {
        return CompletableFuture.supplyAsync(
                () -> consumers.values().stream()
                        .map(consumer -> new ConsumerLag(
                                consumer.name(),
                                consumer.config().isDurable(),
                                consumer.available(),
                                consumer.ackPending()))
                        .toList(),
                stream);
    }

    @Override
    public boolean has(String consumer) {
        return consumers.containsKey(consumer);
    }

    /** By name; any thread. */
    Collection<Consumer> all() {
        return consumers.values();
    }

    /** Those that are shown, by name; any thread. */
    List<Consumer> shown() {
        return consumers.values().stream()
                .filter(consumer -> !consumer.config().direct())
                .toList();
    }

    /** Any thread. */
    @Nullable
    Consumer find(String name) {
        return consumers.get(name);
    }

    /** A consumer that was not there; its configuration is on the disk when the call returns. */
    Consumer create(ConsumerConfig config, int lane) {
        long now = now();
        ConsumerRecord record = new ConsumerRecord(now, config);
        if (isKept(config)) {
            stream.stored().consumer(config.name(), record.toBytes());
        }
        Consumer consumer = add(record, lane, now);
        consumer.advisories().created();
        return consumer;
    }

    private static boolean isKept(ConsumerConfig config) {
        return config.isDurable() || !config.memoryStorage();
    }

    private Consumer add(ConsumerRecord record, int lane, long now) {
        ConsumerConfig config = record.config();
        boolean forgets = config.memoryStorage() || stream.config().storage() == StorageType.MEMORY;
        StateJournal journal = new StateJournal(forgets ? null : stream.stored().consumerState(config.name(), false));
        Consumer consumer = new Consumer(this, record, journal, lane, now);
        consumers.put(config.name(), consumer);
        count(config, 1);
        index.add(consumer);
        if (config.isPush()) {
            watch(consumer);
        }
        consumer.start(now);
        watcher.get().onPresent(stream, config);
        return consumer;
    }

    /** Says of all which there are. On the executor. */
    void tellWatcher() {
        consumers.values().forEach(consumer -> watcher.get().onPresent(stream, consumer.config()));
    }

    private void count(ConsumerConfig config, int more) {
        count.addAndGet(more);
        countOfStreams += config.isOfStreams() ? more : 0;
    }

    private void watch(Consumer consumer) {
        stream.host()
                .router()
                .watch(
                        Subjects.bytes(consumer.config().deliverSubject()),
                        consumer,
                        () -> stream.execute(consumer::onInterestChanged));
    }

    private void unwatch(Consumer consumer) {
        stream.host().router().unwatch(Subjects.bytes(consumer.config().deliverSubject()), consumer);
    }

    void update(Consumer consumer, ConsumerConfig config) {
        if (isKept(config)) {
            stream.stored().consumer(config.name(), new ConsumerRecord(consumer.createdNanos(), config).toBytes());
        }
        boolean moves = !consumer.config().deliverSubject().equals(config.deliverSubject());
        if (moves) {
            unwatch(consumer);
        }
        consumer.update(config, now());
        if (moves) {
            watch(consumer);
        }
        watcher.get().onPresent(stream, config);
    }

    /** The consumer goes for good. */
    void remove(Consumer consumer) {
        if (consumers.remove(consumer.name(), consumer)) {
            count(consumer.config(), -1);
            end(consumer, Status.DELETED);
            if (isKept(consumer.config())) {
                stream.stored().deleteConsumer(consumer.name());
            }
            consumer.advisories().deleted();
            interest.onRemoved(consumer);
        }
    }

    private void end(Consumer consumer, String status) {
        if (consumer.config().isPush()) {
            unwatch(consumer);
        }
        index.forget(consumer);
        blocked.remove(consumer);
        deadLetters.forget(consumer);
        if (lastAsked == consumer) {
            lastAsked = null;
        }
        consumer.close(status);
        watcher.get().onGone(stream, consumer.name());
    }

    // From lanes

    StagedIntake intake() {
        return intake;
    }

    @Override
    public void take(MessageBuffer messages, int lane) {
        long now = now();
        for (int i = 0; i < messages.count(); i++) {
            messages.show(i, window);
            if (AckSubject.begins(window, PULL_PREFIX)) {
                pull(window, lane, now);
            } else if (AckSubject.isPrefixOf(window)) {
                acknowledge(window, lane, now);
            } else if (AckSubject.begins(window, MOVED_PREFIX)) {
                deadLetters.onAnswer(window);
            } else {
                confirmFlow(window, lane, now);
            }
        }
        interest.letGo();
    }

    /** There is no room for it; clients ask again, and what is not acknowledged is delivered again. */
    @Override
    public void refuse(Publication message, int lane) {}

    private void acknowledge(Publication message, int lane, long now) {
        if (!ack.read(message)) {
            return;
        }
        Consumer consumer = lastAsked;
        if (consumer == null || !ack.isConsumer(consumer.nameBytes())) {
            consumer = consumers.get(ack.consumer());
            lastAsked = consumer;
        }
        if (consumer != null) {
            Span span = trace == null
                    ? null
                    : trace.acknowledge(AckHandling.verb(message), ack.sequence(), consumer.name());
            acks.take(consumer, ack, message, lane, now);
            if (span != null) {
                span.end();
            }
        }
    }

    private void pull(Publication request, int lane, long now) {
        int from = PULL_PREFIX.length + Subjects.bytes(stream.name()).length + 1;
        Consumer consumer = consumers.get(AckSubject.tokenAt(request, from));
        if (consumer == null || request.replyLength() == 0) {
            return;
        }
        byte[] to = request.copyReply();
        if (needsHigherLevel(request)) {
            outbox.status(lane, to, Status.REQUIRED_LEVEL);
            return;
        }
        if (consumer.receiver() instanceof PullReceiver pull) {
            byte[] payload = new byte[request.payloadLength()];
            request.bytes().get(request.bodyStart() + request.headerLength(), payload);
            pull.request(to, lane, payload, now);
            consumer.signal();
        } else {
            outbox.status(lane, to, Status.IS_PUSH);
        }
    }

    private static boolean needsHigherLevel(Publication request) {
        if (!request.hasHeaders()) {
            return false;
        }
        byte[] headers = new byte[request.headerLength()];
        request.bytes().get(request.bodyStart(), headers);
        return ApiLevel.isTooLow(headers);
    }

    private void confirmFlow(Publication message, int lane, long now) {
        FlowSubject flow = FlowSubject.of(message.copySubject());
        Consumer consumer = flow == null ? null : consumers.get(flow.consumer());
        if (consumer != null && consumer.receiver() instanceof PushReceiver push) {
            push.lane(lane);
            if (push.confirmed(message.copySubject())) {
                if (consumer.config().ackPolicy() == AckPolicy.FLOW_CONTROL) {
                    acks.confirmed(consumer, FlowSubject.Progress.of(message));
                }
                consumer.signal();
                consumer.setAlarm(now);
            }
        }
    }

    // From the stream

    @Override
    public boolean wants(byte[] subject) {
        return index.hasInterest(subject);
    }

    @Override
    public boolean listens() {
        return index.listsBySubject();
    }

    @Override
    public void onAppended(byte[] subject) {
        List<Consumer> found = index.listedFor(subject);
        for (int i = 0; i < found.size(); i++) {
            found.get(i).onStored();
        }
    }

    @Override
    public void onStored(long lastSequence) {
        if (lastSequence > committed) {
            committed = lastSequence;
            for (Consumer consumer : index.listedForAll()) {
                consumer.onStored();
            }
        }
    }

    @Override
    public void onRemoved(long sequence) {
        onPurged();
    }

    @Override
    public void onRemovedBefore(long sequence) {
        onPurged();
    }

    @Override
    public void onPurged() {
        removals++;
        if (!blocked.isEmpty()) {
            List.copyOf(blocked).forEach(Consumer::signal);
        }
    }

    @Override
    public void onUpdated(StreamConfig config) {
        index.keepsInterest(config.retention() != Retention.LIMITS, consumers.values());
    }

    @Override
    public void onClosed(boolean deleted) {
        closed = true;
        onClosed.accept(this);
        intake.close();
        for (Consumer consumer : consumers.values()) {
            end(consumer, deleted ? Status.DELETED : Status.SHUTDOWN);
            if (deleted) {
                consumer.advisories().deleted();
            }
        }
        consumers.clear();
        count.set(0);
        readers.close();
        outbox.submit();
    }

    @Override
    public boolean areConfirming() {
        return !confirmations.isEmpty();
    }

    @Override
    public void afterRun() {
        takeTurns();
        interest.letGo();
        for (Consumer consumer : changed) {
            consumer.isChanged(false);
            if (!consumer.isClosed()) {
                consumer.journal().flush(consumer.state());
            }
        }
        changed.clear();
        outbox.submit();
        if (!confirmations.isEmpty()) {
            confirmAll();
        }
        if (!due.isEmpty() || released) {
            // Those signalled meanwhile have their turn behind what others want of the stream.
            released = false;
            stream.execute(() -> {});
        }
    }

    private void takeTurns() {
        released = false;
        if (due.isEmpty()) {
            return;
        }
        long now = now();
        List<Consumer> turns = due;
        due = taking;
        taking = turns;
        for (Consumer consumer : turns) {
            consumer.turn(now);
        }
        turns.clear();
    }

    private void confirmAll() {
        boolean forced = stream.isForced();
        for (Confirmation confirmation : confirmations) {
            if (forced && !confirmation.consumer.isClosed()) {
                confirmation.consumer.journal().force();
            }
            outbox.empty(confirmation.lane, confirmation.reply);
        }
        confirmations.clear();
        outbox.submit();
    }
}
