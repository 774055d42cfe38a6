package io.quoll.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One run from connecting to the result: opens the connections, starts their workers, watches time and progress, and closes
 * everything. {@link #measure()} is called once; {@link #interrupt()} by any thread, to end early with what was measured.
 */
final class LoadRun {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LAST_WORD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    private final BenchOptions options;
    private final ProgressLine progress;
    private final RunSignals signals = new RunSignals();
    private final AtomicBoolean interrupted = new AtomicBoolean();

    private final List<Worker> senders = new ArrayList<>();
    private final List<Worker> receivers = new ArrayList<>();
    private final List<CountDownLatch> ready = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();

    private long startedAt;
    private long cpuAtStart;
    private long movedAt;
    private long moved;
    private long tickedAt;

    LoadRun(BenchOptions options, ProgressLine progress) {
        this.options = options;
        this.progress = progress;
    }

    void interrupt() {
        interrupted.set(true);
        signals.stop();
    }

    RunResult measure() {
        restartClock();
        try {
            openReceivers();
            openSenders();
            startAll();
        } catch (RunFailure e) {
            signals.fail(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            interrupt();
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startedAt);
        Duration cpu = Duration.ofNanos(cpuNanos() - cpuAtStart);
        progress.clear();
        closeAll();
        return result(elapsed, cpu);
    }

    private void openReceivers() throws RunFailure {
        if (!options.mode().subscribes()) {
            return;
        }
        boolean replying = options.mode() == BenchMode.REPLY;
        // What is published for a time is known only afterwards.
        long target = options.mode() == BenchMode.PUBSUB ? Long.MAX_VALUE : options.messages();
        Goal shared = new Goal(target);
        if (options.queue() != null) {
            goals.add(shared);
        }
        for (int i = 0; i < options.subscribers(); i++) {
            Goal goal = shared;
            if (options.queue() == null) {
                goal = new Goal(target);
                goals.add(goal);
            }
            if (replying) {
                String name = "responder " + i;
                Responder responder = new Responder(name, open(name), signals, options, goal);
                receivers.add(responder);
                ready.add(responder.ready());
            } else {
                String name = "subscriber " + i;
                Subscriber subscriber = new Subscriber(name, open(name), signals, options, goal);
                receivers.add(subscriber);
                ready.add(subscriber.ready());
            }
        }
    }

    private void openSenders() throws RunFailure {
        if (options.mode() == BenchMode.SUB || options.mode() == BenchMode.REPLY) {
            return;
        }
        int count = (int) Math.min(options.publishers(), options.messages());
        for (int i = 0; i < count; i++) {
            long share = options.duration() != null
                    ? Long.MAX_VALUE
                    : options.messages() / count + (i < options.messages() % count ? 1 : 0);
            if (options.mode() == BenchMode.REQUEST) {
                String name = "requester " + i;
                senders.add(new Requester(name, open(name), signals, options, share));
            } else {
                String name = "publisher " + i;
                senders.add(new Publisher(name, open(name), signals, options, share));
            }
        }
    }

    private NatsConnection open(String name) throws RunFailure {
        Duration timeout = options.timeout();
        NatsConnection connection = NatsConnection.open(
                options.server(),
                "bench " + name,
                timeout == null || timeout.compareTo(LONGEST_CONNECT) > 0 ? LONGEST_CONNECT : timeout);
        String refusal = null;
        ServerGreeting greeting = connection.greeting();
        if (options.headers() && !greeting.headers()) {
            refusal = "the server takes no headers";
        } else if (options.size() > greeting.maxPayload()) {
            refusal = "the server takes payloads of at most " + HumanUnits.bytes(greeting.maxPayload());
        }
        if (refusal != null) {
            connection.close();
            throw new RunFailure(refusal);
        }
        return connection;
    }

    private void startAll() throws InterruptedException, RunFailure {
        receivers.forEach(Worker::start);
        for (CountDownLatch each : ready) {
            if (!await(each)) {
                return;
            }
        }
        if (senders.isEmpty()) {
            progress.say("waiting for messages on " + options.pattern());
        }
        restartClock();
        senders.forEach(Worker::start);
        for (Worker sender : senders) {
            if (!await(sender.done())) {
                return;
            }
        }
        if (interrupted.get()) {
            return;
        }
        if (!senders.isEmpty() && options.duration() == null && messages(senders) < options.messages()) {
            throw new RunFailure("not all messages were sent");
        }
        if (!senders.isEmpty()) {
            long sent = messages(senders);
            long each = options.mode() == BenchMode.PUBSUB ? sent : 0;
            goals.forEach(goal -> goal.expect(each));
        }
        for (Goal goal : goals) {
            if (!await(goal.reached())) {
                return;
            }
        }
        if (options.mode() == BenchMode.REPLY) {
            for (Worker receiver : receivers) {
                receiver.done().await(LAST_WORD_NANOS, TimeUnit.NANOSECONDS);
            }
        }
    }

    private void restartClock() {
        startedAt = System.nanoTime();
        cpuAtStart = cpuNanos();
        movedAt = startedAt;
        tickedAt = startedAt;
    }

    /** Watches the run until the latch is down; false when the run is over before. */
    private boolean await(CountDownLatch latch) throws InterruptedException {
        long overSince = 0;
        while (!latch.await(LOOK_NANOS, TimeUnit.NANOSECONDS)) {
            long now = System.nanoTime();
            tick(now);
            boolean over = interrupted.get() || isTimeUp(now);
            if (over && senders.isEmpty()) {
                return false;
            }
            if (over) {
                // Publishers still have to hear that all was taken, and requesters their last replies.
                signals.stop();
                overSince = overSince == 0 ? now : overSince;
                if (interrupted.get() && now - overSince > LAST_WORD_NANOS) {
                    return false;
                }
            }
            if (signals.failure() != null || isStuck(now)) {
                return false;
            }
        }
        return signals.failure() == null;
    }

    private boolean isTimeUp(long now) {
        Duration duration = options.duration();
        if (duration == null) {
            return false;
        }
        long from = startedAt;
        if (options.mode() == BenchMode.SUB) {
            // The time of a subscriber starts with its first message.
            from = receivers.stream()
                    .mapToLong(r -> r.meter().startedAt())
                    .filter(t -> t != 0)
                    .min()
                    .orElse(now);
        }
        return now - from >= duration.toNanos();
    }

    private boolean isStuck(long now) {
        // Publishing into a server that delivers nothing is no progress.
        long total = messages(receivers.isEmpty() ? senders : receivers);
        if (total != moved) {
            moved = total;
            movedAt = now;
        }
        Duration timeout = options.timeout();
        if (timeout == null || now - movedAt < timeout.toNanos()) {
            return false;
        }
        if (options.mode() == BenchMode.PUBSUB) {
            // What was published so far is what the subscribers can miss.
            long sent = messages(senders);
            goals.forEach(goal -> goal.expect(sent));
        }
        signals.fail(stuck(timeout));
        return true;
    }

    private String stuck(Duration timeout) {
        String what =
                switch (options.mode()) {
                    case PUB -> "the server took no message";
                    case REQUEST -> "no reply came";
                    case REPLY -> "no request came";
                    default -> "no message came";
                };
        long missing = missing();
        return "time-out: " + what + " for " + HumanUnits.time(timeout.toNanos())
                + (missing > 0
                        ? ", " + HumanUnits.count(missing) + " of " + HumanUnits.count(wanted()) + " are missing"
                        : "");
    }

    /** Known losses: of subscribers once it is known what was published, else of senders. */
    private long missing() {
        if (isWantedKnown()) {
            return goals.isEmpty()
                    ? wanted() - messages(senders)
                    : goals.stream().mapToLong(Goal::missing).sum();
        }
        return 0;
    }

    private long wanted() {
        return goals.isEmpty()
                ? options.messages()
                : goals.stream().mapToLong(Goal::target).sum();
    }

    private boolean isWantedKnown() {
        return goals.isEmpty()
                ? options.messages() != Long.MAX_VALUE
                : goals.stream().noneMatch(goal -> goal.target() == Long.MAX_VALUE);
    }

    private void tick(long now) {
        if (now - tickedAt < TimeUnit.SECONDS.toNanos(1)) {
            return;
        }
        tickedAt = now;
        progress.tick(
                now - startedAt,
                senders.isEmpty() ? -1 : messages(senders),
                receivers.isEmpty() ? -1 : messages(receivers));
    }

    private void closeAll() {
        signals.close();
        try {
            for (Worker worker : senders) {
                worker.end();
            }
            for (Worker worker : receivers) {
                worker.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RunResult result(Duration elapsed, Duration cpu) {
        List<Direction> directions = new ArrayList<>();
        LatencyHistogram latencies = new LatencyHistogram();
        if (messages(senders) > 0) {
            directions.add(Direction.of(options.mode() == BenchMode.REQUEST ? "request" : "publish", senders));
        }
        if (messages(receivers) > 0) {
            directions.add(Direction.of(options.mode() == BenchMode.REPLY ? "reply" : "receive", receivers));
        }
        senders.forEach(worker -> latencies.add(worker.latencies()));
        receivers.forEach(worker -> latencies.add(worker.latencies()));
        @Nullable String failure = signals.failure();
        return new RunResult(options, directions, latencies, elapsed, cpu, failure == null ? 0 : missing(), failure);
    }

    private static long messages(List<Worker> workers) {
        long messages = 0;
        for (Worker worker : workers) {
            messages += worker.meter().messages();
        }
        return messages;
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }
}
