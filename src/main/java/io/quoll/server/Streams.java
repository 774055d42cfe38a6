package io.quoll.server;

import io.quoll.account.Account;
import io.quoll.config.Settings;
import io.quoll.connection.ConnectionLoop;
import io.quoll.jetstream.api.JetStream;
import io.quoll.jetstream.api.JetStreamLimits;
import io.quoll.jetstream.consumer.Consumers;
import io.quoll.jetstream.stream.TimingWheel;
import io.quoll.router.PublishBatches;
import io.quoll.storage.StorageException;
import io.quoll.storage.StreamDirectory;
import io.quoll.storage.log.LogStreamDirectory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The streams of a broker with the threads they run on, put together from settings. Starts and stops with the broker. */
final class Streams {

    private static final int FEWEST_THREADS = 4;
    private static final int STOP_SECONDS = 2;

    private final Settings settings;
    private final Identity identity;
    private final List<ConnectionLoop> loops;
    private final Map<Account, JetStreamLimits> accounts;
    private final ExecutorService threads;
    private final TimingWheel timer = new TimingWheel(System::nanoTime);
    private final Thread timerThread;
    private volatile @Nullable JetStream jetStream;

    Streams(Settings settings, Identity identity, List<ConnectionLoop> loops, Map<Account, JetStreamLimits> accounts) {
        this.settings = settings;
        this.identity = identity;
        this.loops = loops;
        this.accounts = accounts;
        int wanted = settings.jetStreamMaxConcurrentIo();
        int count = wanted > 0
                ? wanted
                : Math.max(FEWEST_THREADS, 2 * Runtime.getRuntime().availableProcessors());
        this.threads = Executors.newFixedThreadPool(count, daemons("stream"));
        this.timerThread = new Thread(timer, "stream-timer");
        timerThread.setDaemon(true);
    }

    /**
     * Opens what is there.
     *
     * @throws IllegalStateException when the directory cannot be used
     */
    void start() {
        Path root = directoryOf(settings);
        StreamDirectory directory;
        try {
            directory = LogStreamDirectory.at(root);
        } catch (StorageException e) {
            throw new IllegalStateException("cannot keep streams in " + root + ": " + e.getMessage(), e);
        }
        JetStream started = new JetStream(new JetStream.Parts(
                directory,
                new PublishBatches(loops),
                threads,
                timer,
                InstantSource.system(),
                StreamOptions.of(settings, directory.usableBytes()),
                new Consumers(identity.name(), Identity.NATS_VERSION),
                identity.name(),
                Identity.NATS_VERSION));
        timerThread.start();
        accounts.forEach(started::add);
        started.start();
        jetStream = started;
    }

    /** As nats-server does: below the directory it was given, or else below that for temporary files. */
    private static Path directoryOf(Settings settings) {
        return settings.jetStreamStoreDir()
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "nats"))
                .resolve("jetstream");
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
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
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
