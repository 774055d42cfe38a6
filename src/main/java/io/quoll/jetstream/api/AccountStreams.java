package io.quoll.jetstream.api;

import io.quoll.account.Account;
import io.quoll.jetstream.stream.SerialExecutor;
import io.quoll.jetstream.stream.StorageType;
import io.quoll.jetstream.stream.StorageUse;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.stream.StreamConfigRules;
import io.quoll.jetstream.stream.StreamHost;
import io.quoll.jetstream.stream.StreamSettings;
import io.quoll.jetstream.stream.StreamSource;
import io.quoll.jetstream.stream.StreamTimer;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.router.PublishBatch;
import io.quoll.router.PublishBatches;
import io.quoll.router.SubjectRouter;
import io.quoll.router.Subscription;
import io.quoll.storage.StoredStream;
import io.quoll.storage.StreamDirectory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one account. Streams come and go on its executor; looked up on any thread. Bounded by {@link
 * JetStreamLimits#maxStreams}.
 */
public final class AccountStreams implements StreamHost, StreamConfigRules.Surroundings {

    private final JetStream server;
    private final Account account;
    private volatile JetStreamLimits limits;
    private final StorageUse use;
    private final SerialExecutor executor;
    private final Advisories advisories;
    private final ApiStatistics statistics = new ApiStatistics();
    private final StreamConfigRules rules = new StreamConfigRules(this);
    private final NavigableMap<String, Stream> streams = new ConcurrentSkipListMap<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    AccountStreams(JetStream server, Account account, JetStreamLimits limits, StorageUse serverUse) {
        this.server = server;
        this.account = account;
        this.limits = limits;
        this.use = new StorageUse(serverUse, limits.maxMemory(), limits.maxStorage());
        this.executor = new SerialExecutor(server.threads());
        this.advisories = new Advisories(
                account.router(),
                server.batches(),
                server.clock(),
                server.serverName(),
                settings().domain());
    }

    /** Takes requests from now on. */
    void start(EndpointTable endpoints) {
        ApiIntake intake = new ApiIntake(this, executor, endpoints);
        subscribe(new Subscription(Subjects.bytes(ApiIntake.PREFIX + ">"), null, intake));
        String domain = settings().domain();
        if (!domain.isEmpty()) {
            byte[] pattern = Subjects.bytes("$JS." + domain + ".API.>");
            subscribe(new Subscription(pattern, null, new DomainRequests(domain, batches(), router())));
        }
    }

    private void subscribe(Subscription subscription) {
        subscriptions.add(subscription);
        router().subscribe(subscription);
    }

    /** A stream that was there before. */
    void open(StoredStream stored) {
        Stream stream = Stream.open(this, stored);
        streams.put(stored.name(), stream);
    }

    /** Lets the streams that were there before begin, consumers included. */
    void startStreams() {
        streams.values().forEach(this::begin);
    }

    private void begin(Stream stream) {
        stream.execute(() -> stream.consumers(server.consumers().open(stream)));
        stream.start();
    }

    boolean isOf(Account other) {
        return account == other;
    }

    /** Other limits hold from now on; where they allow nothing, nobody listens to requests until others do. */
    void follow(JetStreamLimits newLimits, EndpointTable endpoints) {
        limits = newLimits;
        use.limit(newLimits.maxMemory(), newLimits.maxStorage());
        if (newLimits.allowsNothing()) {
            stop();
        } else if (subscriptions.isEmpty()) {
            start(endpoints);
        }
    }

    void stop() {
        subscriptions.forEach(router()::unsubscribe);
        subscriptions.clear();
    }

    // For streams

    @Override
    public String account() {
        return account.name();
    }

    @Override
    public SubjectRouter router() {
        return account.router();
    }

    @Override
    public PublishBatches batches() {
        return server.batches();
    }

    @Override
    public Executor threads() {
        return server.threads();
    }

    @Override
    public StreamTimer timer() {
        return server.timer();
    }

    @Override
    public InstantSource clock() {
        return server.clock();
    }

    @Override
    public StreamSettings settings() {
        return server.settings();
    }

    @Override
    public @Nullable Stream stream(String name) {
        return streams.get(name);
    }

    @Override
    public @Nullable Stream origin(StreamSource source) {
        return source.isElsewhere(settings().domain()) ? null : streams.get(source.name());
    }

    @Override
    public StorageUse use() {
        return use;
    }

    @Override
    public AtomicInteger batchesUnderway() {
        return server.batchesUnderway();
    }

    @Override
    public void advise(String type, String subject, Consumer<JsonOutput> fields) {
        advisories.publish(type, subject, fields);
    }

    // For configurations

    @Override
    public @Nullable StreamConfig configOf(String name) {
        Stream stream = streams.get(name);
        return stream == null ? null : stream.config();
    }

    @Override
    public long longestDuplicateWindowNanos() {
        return settings().longestDuplicateWindowNanos();
    }

    @Override
    public boolean needsMaxBytes() {
        return limits.maxBytesRequired();
    }

    @Override
    public long mostBytesOfStream(StorageType storage) {
        return Math.max(
                0, storage == StorageType.MEMORY ? limits.memoryMaxStreamBytes() : limits.storageMaxStreamBytes());
    }

    // For requests

    public JetStreamLimits limits() {
        return limits;
    }

    public ApiStatistics statistics() {
        return statistics;
    }

    public Advisories advisories() {
        return advisories;
    }

    /** By name. */
    @Override
    public Collection<Stream> streams() {
        return streams.values();
    }

    public int consumerCount() {
        return server.consumers().count(this);
    }

    StreamConfigRules rules() {
        return rules;
    }

    /** A new stream, or the one that is there if it is configured alike. On the account's executor. */
    Stream create(StreamConfig asked, boolean pedantic) {
        Stream there = streams.get(asked.name());
        if (there != null) {
            if (there.config().equals(stamped(asked, pedantic))) {
                return there;
            }
            throw ApiError.STREAM_NAME_EXIST.with();
        }
        Stream stream = Stream.create(this, server.directory(), judgeNew(asked, pedantic));
        enter(stream);
        return stream;
    }

    private StreamConfig stamped(StreamConfig asked, boolean pedantic) {
        StreamConfig config = RequiredLevel.stamp(rules.complete(asked, pedantic));
        if (config.replicas() > 1) {
            throw ApiError.STREAM_REPLICAS_NOT_SUPPORTED.with();
        }
        return config;
    }

    private StreamConfig judgeNew(StreamConfig asked, boolean pedantic) {
        if (limits.maxStreams() > 0 && streams.size() >= limits.maxStreams()) {
            throw ApiError.MAXIMUM_STREAMS_LIMIT.with();
        }
        StreamConfig config = stamped(asked, pedantic);
        checkReservation(config, null);
        checkOverlap(config, null);
        return config;
    }

    /** Judges what a stream that is to come from a snapshot is to be. On the account's executor. */
    StreamConfig judgeRestored(StreamConfig asked) {
        if (streams.containsKey(asked.name())) {
            throw ApiError.STREAM_NAME_EXIST_RESTORE_FAILED.with();
        }
        return judgeNew(asked, false);
    }

    /** A stream that came from a snapshot, if none has come meanwhile that it would collide with. On the account's executor. */
    void enterRestored(Stream stream) {
        checkOverlap(stream.config(), null);
        enter(stream);
    }

    private void enter(Stream stream) {
        streams.put(stream.name(), stream);
        begin(stream);
        advisories.streamAction("CREATED", stream.name());
    }

    /** Runs the task on the account's executor. Any thread. */
    void execute(Runnable task) {
        executor.execute(task);
    }

    StreamDirectory directory() {
        return server.directory();
    }

    /** Answers somebody who did not ask under {@code $JS.API}. Any thread. */
    void answer(byte[] reply, int lane, String type, Consumer<JsonOutput> fields) {
        if (reply.length > 0) {
            PublishBatch batch = batches().borrow();
            batch.add(reply, HeaderBlock.NONE, HeaderBlock.NONE, ApiRequest.answerText(type, fields));
            batch.submit(router(), lane);
        }
    }

    /** Judges an update; what it comes to is for the stream. On the account's executor. */
    StreamConfig judgeUpdate(Stream stream, StreamConfig asked, boolean pedantic) {
        StreamConfig config = RequiredLevel.stamp(rules.complete(asked, pedantic));
        StreamConfig checked = StreamConfigRules.checkUpdate(stream.config(), config);
        checkReservation(checked, stream);
        checkOverlap(checked, stream);
        return checked;
    }

    private void checkReservation(StreamConfig config, @Nullable Stream self) {
        StorageType storage = config.storage();
        long wanted = Math.max(0, config.limits().maxBytes());
        long reserved = server.reserved(storage, self) + wanted;
        long ofAccount = reserved(storage, self) + wanted;
        boolean serverHas = use.serverMax(storage) < 0 || reserved <= use.serverMax(storage);
        boolean accountHas = use.max(storage) < 0 || ofAccount <= use.max(storage);
        if (wanted > 0 && !(serverHas && accountHas)) {
            throw storage == StorageType.MEMORY
                    ? ApiError.MEMORY_RESOURCES_EXCEEDED.with()
                    : ApiError.STORAGE_RESOURCES_EXCEEDED.with();
        }
    }

    /** How many bytes streams of that storage may fill, without one of them. */
    public long reserved(StorageType storage, @Nullable Stream except) {
        long sum = 0;
        for (Stream stream : streams.values()) {
            if (stream != except && stream.config().storage() == storage) {
                sum += Math.max(0, stream.config().limits().maxBytes());
            }
        }
        return sum;
    }

    private void checkOverlap(StreamConfig config, @Nullable Stream self) {
        for (Stream other : streams.values()) {
            if (other != self) {
                for (String theirs : other.config().subjects()) {
                    for (String ours : config.subjects()) {
                        if (Subjects.overlap(ours, theirs)) {
                            throw ApiError.STREAM_SUBJECT_OVERLAP.with();
                        }
                    }
                }
            }
        }
    }

    /** The stream goes for good; done when its own executor has run the task. */
    void delete(Stream stream, Runnable done) {
        streams.remove(stream.name(), stream);
        stream.execute(() -> {
            stream.delete();
            advisories.streamAction("DELETED", stream.name());
            done.run();
        });
    }
}
