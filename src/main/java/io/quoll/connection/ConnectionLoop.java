package io.quoll.connection;

import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.message.Publication;
import io.quoll.message.Readdressing;
import io.quoll.protocol.FrameEncoder;
import io.quoll.router.LaneThread;
import io.quoll.trace.Tracing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop share: who has bytes to flush at the end of the turn, the clock's tick, the counts.
 * Everything here happens on that loop, but for {@link #execute} and reading the counts.
 */
public final class ConnectionLoop implements LaneThread {

    private final int index;
    private final LoopExecutor executor;
    private final List<ClientConnection> connections = new ArrayList<>();
    private final List<ClientSink> toFlush = new ArrayList<>();
    private final List<Outbox> toHandOver = new ArrayList<>();
    private final List<Runnable> toRun = new ArrayList<>();
    private final Runnable endOfTurn = this::endTurn;
    private final Runnable tick = this::tick;
    private final FrameEncoder encoder = new FrameEncoder();
    private final Readdressing readdressing = new Readdressing();
    private final LoopPace pace = new LoopPace();
    private final LoopCounters counters = new LoopCounters();
    private final AccountDirectory accounts;
    private final ConnectionSettings settings;
    private final @Nullable Tracing tracing;
    private boolean endOfTurnDue;
    private long stallNanos;
    private boolean running = true;

    public ConnectionLoop(int index, LoopExecutor executor, AccountDirectory accounts, ConnectionSettings settings) {
        this(index, executor, accounts, settings, null);
    }

    /**
     * @param tracing who follows messages on their way, if anybody
     */
    public ConnectionLoop(
            int index,
            LoopExecutor executor,
            AccountDirectory accounts,
            ConnectionSettings settings,
            @Nullable Tracing tracing) {
        this.tracing = tracing;
        this.index = index;
        this.executor = executor;
        this.accounts = accounts;
        this.settings = settings;
    }

    /** Short enough for the shortest time to be kept, and never shorter than ten milliseconds. */
    private static long tickFor(ConnectionSettings settings) {
        long shortest = Math.min(
                settings.pingIntervalNanos(), Math.min(settings.authTimeoutNanos(), settings.writeDeadlineNanos()));
        return Math.max(10_000_000L, Math.min(500_000_000L, shortest / 4));
    }

    /** Begins to tick. */
    public void start() {
        executor.schedule(tick, tickFor(settings));
    }

    public void stop() {
        running = false;
    }

    public int index() {
        return index;
    }

    public LoopCounters counters() {
        return counters;
    }

    LoopPace pace() {
        return pace;
    }

    /** Writes the frames of all that is published on this loop. */
    FrameEncoder encoder() {
        return encoder;
    }

    /** A message under another subject, valid until the next one on this loop. */
    Publication readdress(Publication message, byte[] subject) {
        return readdressing.write(message, subject, message.copyReply(), null);
    }

    /** Runs the task on this loop, later. Any thread. */
    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    void schedule(Runnable task, long delayNanos) {
        executor.schedule(task, delayNanos);
    }

    @Override
    public @Nullable Tracing tracing() {
        return tracing;
    }

    long nanoTime() {
        return executor.nanoTime();
    }

    InstantSource clock() {
        return executor.clock();
    }

    void add(ClientConnection connection) {
        connection.position(connections.size());
        connections.add(connection);
    }

    void remove(ClientConnection connection) {
        int gap = connection.position();
        ClientConnection last = connections.remove(connections.size() - 1);
        if (last != connection) {
            connections.set(gap, last);
            last.position(gap);
        }
    }

    /** The client has something staged. */
    void flushAtEndOfTurn(ClientSink sink) {
        toFlush.add(sink);
        endTurnLater();
    }

    /** This loop has something staged for a connection of another. */
    void handOverAtEndOfTurn(Outbox outbox) {
        toHandOver.add(outbox);
        endTurnLater();
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        toRun.add(task);
        endTurnLater();
    }

    /** A receiver is falling behind: whoever publishes at this moment is to wait a little. */
    @Override
    public void stallPublisher(long nanos) {
        stallNanos = Math.max(stallNanos, nanos);
    }

    /** How long the publisher whose bytes were just handled is to wait; 0 for not at all. */
    @Override
    public long takeStall() {
        long nanos = stallNanos;
        stallNanos = 0;
        return nanos;
    }

    private void endTurnLater() {
        if (!endOfTurnDue) {
            endOfTurnDue = true;
            executor.execute(endOfTurn);
        }
    }

    private void endTurn() {
        long now = executor.nanoTime();
        endOfTurnDue = false;
        for (int i = 0; i < toFlush.size(); i++) {
            toFlush.get(i).flush(now);
        }
        toFlush.clear();
        for (int i = 0; i < toHandOver.size(); i++) {
            toHandOver.get(i).handOverStaged();
        }
        toHandOver.clear();
        boolean handedOn = !toRun.isEmpty();
        // Tasks may add others.
        for (int i = 0; i < toRun.size(); i++) {
            toRun.get(i).run();
        }
        toRun.clear();
        long restNanos = pace.takeRest(executor.nanoTime());
        if (restNanos > 0) {
            executor.rest(restNanos);
        } else if (pace.staysAwake(now, handedOn)) {
            endOfTurnDue = true;
            executor.executeAfterReading(endOfTurn);
        }
    }

    private void tick() {
        long now = executor.nanoTime();
        for (int i = connections.size() - 1; i >= 0; i--) {
            if (i < connections.size()) {
                connections.get(i).onTick(now);
            }
        }
        for (Account account : accounts.all()) {
            account.sweep(index);
        }
        if (running) {
            executor.schedule(tick, tickFor(settings));
        }
    }
}
