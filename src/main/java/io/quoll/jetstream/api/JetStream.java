package io.quoll.jetstream.api;

import io.quoll.account.Account;
import io.quoll.jetstream.stream.StorageType;
import io.quoll.jetstream.stream.StorageUse;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamSettings;
import io.quoll.jetstream.stream.StreamTimer;
import io.quoll.jetstream.stream.WriteTrouble;
import io.quoll.router.PublishBatches;
import io.quoll.storage.StoredStream;
import io.quoll.storage.StreamDirectory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All streams of one server, by account. Put together before the start, with accounts {@linkplain #add added}; accounts of
 * operators are {@linkplain #grant granted} theirs at any time. Starts and stops once.
 */
public final class JetStream {

    private static final Logger LOG = System.getLogger(JetStream.class.getName());
    private static final int STOP_SECONDS = 10;
    private static final Duration TROUBLE_SHOWS = Duration.ofSeconds(15);
    private static final long SOME_ROOM = 64 << 20;

    private final Parts parts;
    private final StorageUse use;
    private final StreamDescription description;
    private final EndpointTable endpoints = new EndpointTable();
    private final AtomicInteger batchesUnderway = new AtomicInteger();
    private final Map<String, AccountStreams> accounts = new ConcurrentSkipListMap<>();
    /** What was there before and is nobody's yet, by account; as much as the directory holds. */
    private final Map<String, List<StoredStream>> unclaimed = new ConcurrentSkipListMap<>();

    /**
     * What it is made of.
     *
     * @param serverName how the server is shown to clients
     * @param version the release of NATS that clients may rely on
     * @param threads may wait for the disk
     */
    public record Parts(
            StreamDirectory directory,
            PublishBatches batches,
            Executor threads,
            StreamTimer timer,
            InstantSource clock,
            StreamSettings settings,
            ConsumerSupport consumers,
            String serverName,
            String version) {}

    public JetStream(Parts parts) {
        this.parts = parts;
        this.use = new StorageUse(
                null, parts.settings().maxMemoryBytes(), parts.settings().maxFileBytes());
        this.description = new StreamDescription(parts);
        new AccountEndpoints(this).addTo(endpoints);
        new StreamEndpoints(description).addTo(endpoints);
        new MessageEndpoints().addTo(endpoints);
        new SnapshotEndpoints(description).addTo(endpoints);
        parts.consumers().addEndpoints(endpoints);
    }

    /** An account that may have streams. */
    public AccountStreams add(Account account, JetStreamLimits limits) {
        AccountStreams streams = new AccountStreams(this, account, limits, use);
        accounts.put(account.name(), streams);
        return streams;
    }

    /** Opens what is there, then takes requests. */
    public void start() {
        for (StoredStream stored : parts.directory().open()) {
            AccountStreams account = accounts.get(stored.account());
            if (account == null) {
                unclaimed
                        .computeIfAbsent(stored.account(), name -> new ArrayList<>())
                        .add(stored);
            } else {
                account.open(stored);
            }
        }
        accounts.values().forEach(AccountStreams::startStreams);
        accounts.values().forEach(account -> account.start(endpoints));
    }

    /** The accounts whose streams were there before and that have not been granted any, by name. */
    public List<String> unclaimedAccounts() {
        return List.copyOf(unclaimed.keySet());
    }

    /**
     * From now on the account may keep so much, and what was there before is its own again. One that may keep nothing any more
     * keeps what it has, stores nothing more and is not listened to. After the start; may wait for the disk.
     */
    public synchronized void grant(Account account, JetStreamLimits limits) {
        AccountStreams known = accounts.get(account.name());
        if (known != null && known.isOf(account)) {
            known.follow(limits, endpoints);
        } else if (known != null) {
            LOG.log(
                    Level.WARNING,
                    "account " + account + " was deleted and is back; its streams are with the next start");
        } else if (!limits.allowsNothing()) {
            AccountStreams streams = add(account, limits);
            unclaimed.getOrDefault(account.name(), List.of()).forEach(streams::open);
            unclaimed.remove(account.name());
            streams.startStreams();
            streams.start(endpoints);
        }
    }

    /** Ends all streams, with everything on the disk, and lets go of the directory. */
    public void stop() {
        accounts.values().forEach(AccountStreams::stop);
        int count = accounts.values().stream().mapToInt(a -> a.streams().size()).sum();
        CountDownLatch ended = new CountDownLatch(count);
        for (AccountStreams account : accounts.values()) {
            for (Stream stream : account.streams()) {
                stream.execute(() -> {
                    try {
                        stream.close();
                    } finally {
                        ended.countDown();
                    }
                });
            }
        }
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, ended.getCount() + " streams did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        unclaimed.values().forEach(streams -> streams.forEach(StoredStream::close));
        parts.directory().close();
    }

    /**
     * Why a stream cannot be written to, or null. Where room was missing that holds for a while, so that it is seen, and then
     * as long as there is none; clients find out whether it is enough.
     */
    public @Nullable String trouble() {
        for (AccountStreams account : accounts.values()) {
            for (Stream stream : account.streams()) {
                WriteTrouble trouble = stream.trouble();
                if (trouble != null && (!trouble.mayPass() || isRecent(trouble) || isFull())) {
                    return trouble.text();
                }
            }
        }
        return null;
    }

    private boolean isRecent(WriteTrouble trouble) {
        return parts.clock().instant().isBefore(trouble.since().plus(TROUBLE_SHOWS));
    }

    private boolean isFull() {
        return parts.directory().usableBytes() < SOME_ROOM;
    }

    public Collection<AccountStreams> accounts() {
        return accounts.values();
    }

    /** A stream that does not take publications yet, if there is one. Any thread. */
    public Optional<Stream> recovering() {
        return accounts.values().stream()
                .flatMap(account -> account.streams().stream())
                .filter(Stream::isRecovering)
                .findFirst();
    }

    public @Nullable AccountStreams account(String name) {
        return accounts.get(name);
    }

    public StreamDescription description() {
        return description;
    }

    public StorageUse use() {
        return use;
    }

    public StreamSettings settings() {
        return parts.settings();
    }

    /** How many bytes streams of that storage may fill, without one of them. */
    public long reserved(StorageType storage, @Nullable Stream except) {
        return accounts.values().stream()
                .mapToLong(account -> account.reserved(storage, except))
                .sum();
    }

    public String version() {
        return parts.version();
    }

    AtomicInteger batchesUnderway() {
        return batchesUnderway;
    }

    String serverName() {
        return parts.serverName();
    }

    StreamDirectory directory() {
        return parts.directory();
    }

    PublishBatches batches() {
        return parts.batches();
    }

    Executor threads() {
        return parts.threads();
    }

    StreamTimer timer() {
        return parts.timer();
    }

    InstantSource clock() {
        return parts.clock();
    }

    ConsumerSupport consumers() {
        return parts.consumers();
    }
}
