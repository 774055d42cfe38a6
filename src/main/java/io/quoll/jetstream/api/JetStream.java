package io.quoll.jetstream.api;

import io.quoll.account.Account;
import io.quoll.jetstream.stream.StorageType;
import io.quoll.jetstream.stream.StorageUse;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamSettings;
import io.quoll.jetstream.stream.StreamTimer;
import io.quoll.router.PublishBatches;
import io.quoll.storage.StoredStream;
import io.quoll.storage.StreamDirectory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All streams of one server, by account. Put together before the start, with accounts {@linkplain #add added}; starts and stops
 * once.
 */
public final class JetStream {

    private static final Logger LOG = System.getLogger(JetStream.class.getName());
    private static final int STOP_SECONDS = 10;

    private final Parts parts;
    private final StorageUse use;
    private final StreamDescription description;
    private final EndpointTable endpoints = new EndpointTable();
    private final AtomicInteger batchesUnderway = new AtomicInteger();
    private final Map<String, AccountStreams> accounts = new ConcurrentSkipListMap<>();

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
                LOG.log(
                        Level.WARNING,
                        "stream " + stored.name() + " belongs to the account " + stored.account()
                                + ", which may have no streams; it is left alone");
                stored.close();
            } else {
                account.open(stored);
            }
        }
        accounts.values().forEach(AccountStreams::startStreams);
        accounts.values().forEach(account -> account.start(endpoints));
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
        parts.directory().close();
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
