package io.quoll.server;

import io.quoll.account.Account;
import io.quoll.config.Settings;
import io.quoll.connection.ConnectionLoop;
import io.quoll.jetstream.api.ConsumerSupport;
import io.quoll.jetstream.api.JetStream;
import io.quoll.jetstream.api.JetStreamLimits;
import io.quoll.jetstream.stream.StreamTimer;
import io.quoll.router.PublishBatches;
import io.quoll.storage.StreamDirectory;
import io.quoll.storage.memory.MemoryStreamDirectory;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The streams of a broker with the threads they run on, put together from settings. Starts and stops with the broker. */
final class Streams {

    private static final int FEWEST_THREADS = 4;
    private static final int STOP_SECONDS = 2;

    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor timer;
    private final JetStream jetStream;

    Streams(Settings settings, Identity identity, List<ConnectionLoop> loops, Map<Account, JetStreamLimits> accounts) {
        int wanted = settings.jetStreamMaxConcurrentIo();
        int count = wanted > 0
                ? wanted
                : Math.max(FEWEST_THREADS, 2 * Runtime.getRuntime().availableProcessors());
        this.threads = Executors.newFixedThreadPool(count, daemons("stream"));
        this.timer = new ScheduledThreadPoolExecutor(1, daemons("stream-timer"));
        timer.setRemoveOnCancelPolicy(true);
        StreamDirectory directory = new MemoryStreamDirectory();
        this.jetStream = new JetStream(new JetStream.Parts(
                directory,
                new PublishBatches(loops),
                threads,
                this::schedule,
                InstantSource.system(),
                StreamOptions.of(settings, directory.usableBytes()),
                ConsumerSupport.NONE,
                identity.name(),
                Identity.NATS_VERSION));
        accounts.forEach(jetStream::add);
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private StreamTimer.Timeout schedule(Runnable task, long delayNanos) {
        ScheduledFuture<?> future = timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    JetStream jetStream() {
        return jetStream;
    }

    void start() {
        jetStream.start();
    }

    void stop() {
        jetStream.stop();
        timer.shutdownNow();
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
