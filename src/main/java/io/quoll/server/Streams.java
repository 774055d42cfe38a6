package io.quoll.server;

import io.quoll.account.Account;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.StreamTerms;
import io.quoll.account.operator.OperatorAccounts;
import io.quoll.config.Settings;
import io.quoll.connection.ConnectionLoop;
import io.quoll.jetstream.api.JetStream;
import io.quoll.jetstream.api.JetStreamLimits;
import io.quoll.jetstream.consumer.ConsumerWatcher;
import io.quoll.jetstream.consumer.Consumers;
import io.quoll.jetstream.stream.TimingWheel;
import io.quoll.router.PublishBatches;
import io.quoll.storage.StorageException;
import io.quoll.storage.StreamDirectory;
import io.quoll.storage.log.LogStreamDirectory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The streams of a broker with the threads they run on, put together from settings. Starts and stops with the broker. */
final class Streams {

    private static final Logger LOG = System.getLogger(Streams.class.getName());

    private static final int FEWEST_THREADS = 4;
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(2);

    /** For servers on one machine none of which was told where to keep its streams. */
    private static final int MOST_PLACES = 64;

    /** How long a server that is just ending may take to leave its place. */
    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(2);

    private static final Duration LOOKS_AGAIN_AFTER = Duration.ofMillis(50);

    private final Settings settings;
    private final Identity identity;
    private final List<ConnectionLoop> loops;
    private final Map<Account, JetStreamLimits> accounts;
    private final StreamThreads threads;
    private final TimingWheel timer = new TimingWheel(System::nanoTime);
    private final Thread timerThread;
    private final Consumers consumers;
    private volatile @Nullable JetStream jetStream;

    Streams(Settings settings, Identity identity, List<ConnectionLoop> loops, Map<Account, JetStreamLimits> accounts) {
        this.settings = settings;
        this.identity = identity;
        this.loops = loops;
        this.accounts = new HashMap<>(accounts);
        int wanted = settings.jetStreamMaxConcurrentIo();
        int count = wanted > 0
                ? wanted
                : Math.max(FEWEST_THREADS, 2 * Runtime.getRuntime().availableProcessors());
        this.threads = new StreamThreads(count);
        this.timerThread = new Thread(timer, "stream-timer");
        timerThread.setDaemon(true);
        this.consumers = new Consumers(identity.name(), Identity.NATS_VERSION);
    }

    /**
     * Opens what is there.
     *
     * @throws IllegalStateException when the directory cannot be used
     */
    void start() {
        StreamDirectory directory = open(settings);
        JetStream started = new JetStream(new JetStream.Parts(
                directory,
                new PublishBatches(loops),
                threads,
                timer,
                InstantSource.system(),
                StreamOptions.of(settings, directory.usableBytes()),
                consumers,
                identity.name(),
                Identity.NATS_VERSION));
        timerThread.start();
        begin(started);
    }

    private synchronized void begin(JetStream started) {
        accounts.forEach((account, limits) -> {
            if (!limits.allowsNothing()) {
                started.add(account, limits);
            }
        });
        started.start();
        jetStream = started;
    }

    /**
     * As nats-server does: below the directory it was given, or else below that for temporary files. There nats-server lets
     * several servers write into each other's files; here each takes a place of its own.
     */
    private static StreamDirectory open(Settings settings) {
        Path said = settings.jetStreamStoreDir().orElse(null);
        Path temporary = temporaryDirectory();
        Path root = (said == null ? temporary.resolve("nats") : said).resolve("jetstream");
        long leavesUntil = System.nanoTime() + LEAVES_WITHIN.toNanos();
        for (int place = 2; ; ) {
            try {
                return LogStreamDirectory.at(root);
            } catch (StorageException e) {
                if (said != null || !(e instanceof StorageException.InUse) || place > MOST_PLACES) {
                    throw new IllegalStateException("cannot keep streams in " + root + ": " + e.getMessage(), e);
                }
                if (place == 2 && System.nanoTime() - leavesUntil < 0) {
                    // Restarted while the one before still ends, it is to find its streams again.
                    LockSupport.parkNanos(LOOKS_AGAIN_AFTER.toNanos());
                    continue;
                }
                Path next = temporary.resolve("nats-" + place++).resolve("jetstream");
                LOG.log(Level.WARNING, "{0}; streams are kept in {1}.", e.getMessage(), next);
                root = next;
            }
        }
    }

    /** What an operator says that an account may keep. Before the start or after it; any thread but a loop. */
    synchronized void grant(Account account, StreamTerms terms) {
        JetStreamLimits limits = terms.areEnabled() ? limits(terms) : JetStreamLimits.NOTHING;
        accounts.put(account, limits);
        JetStream started = jetStream;
        if (started != null) {
            started.grant(account, limits);
        }
    }

    private static JetStreamLimits limits(StreamTerms terms) {
        return new JetStreamLimits(
                terms.memoryBytes(),
                terms.fileBytes(),
                count(terms.streams()),
                count(terms.consumers()),
                count(orNone(terms.maxAckPending())),
                orNone(terms.memoryStreamBytes()),
                orNone(terms.fileStreamBytes()),
                terms.needsMaxBytes());
    }

    private static int count(long claimed) {
        return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, claimed));
    }

    private static long orNone(long limit) {
        return limit > 0 ? limit : -1;
    }

    /**
     * Looks for the accounts of streams that were there before, which begin as soon as an operator grants them.
     *
     * @param operators the accounts of operators; null where accounts are configured
     */
    void findOwners(@Nullable OperatorAccounts operators) {
        JetStream started = jetStream;
        if (started == null) {
            return;
        }
        for (String account : started.unclaimedAccounts()) {
            if (operators != null) {
                find(operators, account);
            }
        }
        for (String account : started.unclaimedAccounts()) {
            LOG.log(Level.WARNING, "the streams of account " + account + " are left alone, for it may have none");
        }
    }

    private static void find(OperatorAccounts operators, String account) {
        try {
            operators.find(account);
        } catch (JwtException | IOException e) {
            LOG.log(Level.WARNING, "account " + account + ", which has streams: " + e.getMessage());
        }
    }

    /** Java does not look at the environment for it. */
    private static Path temporaryDirectory() {
        String named = System.getenv("TMPDIR");
        return Path.of(named == null || named.isEmpty() ? System.getProperty("java.io.tmpdir") : named);
    }

    void watchConsumers(ConsumerWatcher watcher) {
        consumers.watch(watcher);
    }

    /** Null until the start. */
    @Nullable
    JetStream jetStream() {
        return jetStream;
    }

    void stop() {
        JetStream started = jetStream;
        if (started != null) {
            started.stop();
        }
        timerThread.interrupt();
        threads.close(STOPS_WITHIN);
    }
}
