package io.quoll.server;

import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.account.Authenticator;
import io.quoll.account.Rejudgement;
import io.quoll.account.User;
import io.quoll.account.jwt.StreamTerms;
import io.quoll.account.operator.OperatorAccounts;
import io.quoll.config.Settings;
import io.quoll.connection.ClientConnection;
import io.quoll.connection.CloseReason;
import io.quoll.connection.ConnectionLoop;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.connection.LoopExecutor;
import io.quoll.http.ApiEncryption;
import io.quoll.jetstream.api.JetStream;
import io.quoll.jetstream.consumer.ConsumerWatcher;
import io.quoll.message.Message;
import io.quoll.monitor.ListenerView;
import io.quoll.router.MessageExchange;
import io.quoll.router.SubjectRouter;
import io.quoll.system.Reports;
import io.quoll.trace.Tracing;
import io.quoll.trace.otlp.OtlpTracing;
import io.quoll.transport.LoopsInUse;
import io.quoll.transport.ServingLoops;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The broker, put together from settings: the composition root, and the way in for code of the same process. Starts and
 * stops once.
 */
public final class Broker {

    private static final Logger LOG = System.getLogger(Broker.class.getName());

    private final Identity identity;
    private final CurrentClientSettings clientSettings;
    private final AccountDirectory accounts;
    private final ConnectionRegistry registry;
    private final Listeners listeners;
    private final @Nullable OperatorAccounts operators;
    private final Executor worker;
    private final LoopsInUse loopsInUse;
    private final @Nullable OtlpTracing traces;
    /** As many as there are accounts that messages are published to or awaited in from inside. */
    private final Map<Account, MessageExchange> exchanges = new ConcurrentHashMap<>();

    private final MessageExchange exchange;
    private final SystemService system;
    private final @Nullable Streams streams;
    private volatile Settings settings;
    private volatile Instant configured;
    private final List<Runnable> whenReloaded = new CopyOnWriteArrayList<>();
    private volatile Supplier<Optional<String>> reading = () -> Optional.of(Reload.NO_FILE);
    private volatile boolean listening;
    private final List<Runnable> whenLeaving = new ArrayList<>();
    private boolean leaving;

    /** Puts everything together; nothing listens before {@link #start}. */
    public Broker(Settings settings, Vertx vertx) {
        this.settings = settings;
        this.identity = Identity.of(settings);
        this.configured = identity.start();
        TlsContexts contexts = TlsContexts.load(settings);
        Announcement announcement = new Announcement(identity);
        Executor worker = task -> runOnWorker(vertx, task);
        int loopCount = settings.eventLoops(Runtime.getRuntime().availableProcessors());
        this.accounts = new AccountDirectory(loopCount, System::nanoTime);
        AccountPlan plan = AccountPlan.of(settings);
        plan.define(accounts);
        this.worker = worker;
        this.operators = OperatorMode.of(settings)
                .map(mode -> mode.accounts(accounts, this::judgeAnew, this::grantStreams, Clock.systemUTC()))
                .orElse(null);
        Authenticator authenticator = authenticator(settings, plan);
        this.clientSettings = new CurrentClientSettings(ClientSettings.of(settings));
        this.registry = new ConnectionRegistry(
                clientSettings,
                authenticator,
                accounts,
                announcement.toClients(settings, settings.port(), authenticator.isAnnounced()),
                worker);
        ServingLoops serving = new ServingLoops(vertx, loopCount);
        this.loopsInUse = new LoopsInUse(serving);
        this.traces = Traces.of(settings, identity, vertx, loopCount);
        List<ConnectionLoop> loops = new ArrayList<>();
        for (LoopExecutor executor : serving.executors()) {
            loops.add(new ConnectionLoop(loops.size(), executor, accounts, clientSettings, tracing()));
        }
        registry.loops(loops);
        this.listeners = new Listeners(settings, contexts, announcement, registry, serving, worker);
        this.exchange = exchange(accounts.global());
        this.system = new SystemService(
                settings,
                identity,
                registry,
                exchange(accounts.system()),
                this::reloadConfiguration,
                operators,
                worker);
        this.streams =
                settings.jetStream() ? new Streams(settings, identity, loops, plan.streamLimits(accounts)) : null;
    }

    private Authenticator authenticator(Settings by, AccountPlan plan) {
        return new Doorkeepers(by, accounts, identity, this::ask, worker)
                .choose(plan.authenticator(accounts), operators);
    }

    private void judgeAnew(Account account, Function<User, Rejudgement> judge) {
        registry.judgeAnew(account, judge);
    }

    private void grantStreams(Account account, StreamTerms terms) {
        if (streams != null && !accounts.isSystem(account)) {
            streams.grant(account, terms);
        }
    }

    private Uni<Message> ask(Account account, Message question, Duration timeout) {
        return exchange(account).request(question, timeout);
    }

    /** Who shows over NATS what monitoring shows; without it such requests are answered with an error. */
    void reports(Reports source) {
        system.reports(source);
    }

    private static void runOnWorker(Vertx vertx, Runnable task) {
        Callable<Void> call = () -> {
            task.run();
            return null;
        };
        vertx.executeBlocking(call, false).onFailure(e -> LOG.log(Level.ERROR, "a background task failed", e));
    }

    /**
     * Listens for clients; returns when they can come.
     *
     * @throws IllegalStateException when the address cannot be listened on
     */
    public void start() {
        registry.loops().forEach(ConnectionLoop::start);
        if (streams != null) {
            streams.start();
            streams.findOwners(operators);
        }
        listeners.start();
        system.start();
        listening = true;
    }

    /**
     * Follows other settings from now on; clients that are there are judged anew by them.
     *
     * @return what has changed
     * @throws ReloadException if there is something that a running server cannot change,
     *     io.quoll.config.ConfigException if accounts do not fit each other, and io.quoll.transport.tls.TlsException if a file
     *     is not in order; then nothing has changed
     */
    public synchronized SettingsChange reload(Settings next) {
        SettingsChange change = SettingsChange.between(settings, next);
        TlsContexts contexts = TlsContexts.load(next);
        AccountPlan plan = AccountPlan.of(next);
        settings = next;
        clientSettings.set(ClientSettings.of(next));
        listeners.encrypt(contexts);
        if (change.concernsUsers() && operators == null) {
            plan.define(accounts);
            registry.authenticator(authenticator(next, plan));
        }
        listeners.announce(next);
        registry.onSettingsChanged(change.concernsUsers());
        LogLevels.follow(next);
        configured = Instant.now();
        whenReloaded.forEach(Runnable::run);
        return change;
    }

    /** Has the task run each time the broker has begun to follow other settings; it must not take long. */
    public void whenReloaded(Runnable task) {
        whenReloaded.add(task);
    }

    /** How the configuration is read again; said by whoever has put the settings together. */
    void readsAgainBy(Reload reload) {
        this.reading = reload::now;
    }

    /**
     * Reads the configuration again and follows it. Takes its time; not for a loop.
     *
     * @return why nothing has changed; empty if all went well
     */
    public Optional<String> reloadConfiguration() {
        return reading.get();
    }

    /** Has the task run once, when the broker begins to leave; at once if it has begun. */
    public void whenLeaving(Runnable task) {
        synchronized (whenLeaving) {
            if (!leaving) {
                whenLeaving.add(task);
                return;
            }
        }
        task.run();
    }

    private void leave() {
        listening = false;
        List<Runnable> tasks;
        synchronized (whenLeaving) {
            leaving = true;
            tasks = List.copyOf(whenLeaving);
            whenLeaving.clear();
        }
        tasks.forEach(Runnable::run);
    }

    /**
     * Stops listening, then ends every connection: who comes back at once is refused, and goes elsewhere. What is staged is
     * written as far as clients take it at once.
     */
    public void stop() {
        stopAccepting();
        system.stop();
        registry.admitNobody();
        for (ClientConnection connection : registry.connections()) {
            connection.loop().execute(() -> connection.close(CloseReason.SERVER_SHUTDOWN));
        }
        registry.loops().forEach(ConnectionLoop::stop);
        listeners.stop();
        if (streams != null) {
            streams.stop();
        }
        if (traces != null) {
            traces.close();
        }
    }

    /** Tells clients and operators that the server is about to leave. */
    void enterLameDuckMode() {
        system.announceLameDuck();
        registry.enterLameDuckMode();
    }

    /** Accepts nobody any more; clients that are there stay. */
    public void stopAccepting() {
        leave();
        listeners.stopAccepting();
    }

    /** Publishes as a client without echo or acknowledgement would. Completes when receivers have been handed the message. */
    public Uni<Void> publish(Message message) {
        return exchange.publish(message);
    }

    /** The messages whose subjects match, from the moment of subscription, as many as are demanded; see the exchange. */
    public Multi<Message> subscribe(String pattern) {
        return exchange.subscribe(pattern);
    }

    /** Publishes with a reply subject of its own and answers with the first reply. */
    public Uni<Message> request(Message message, Duration timeout) {
        return exchange.request(message, timeout);
    }

    public boolean isListening() {
        return listening;
    }

    /** The port clients connect to; 0 before the start. */
    public int port() {
        return listeners.port();
    }

    /** The port for clients over WebSocket, 0 where there is none and before the start. */
    public int webSocketPort() {
        return listeners.webSocketPort();
    }

    /** How the HTTP API is encrypted, {@code null} if it is not. */
    @Nullable
    ApiEncryption apiEncryption() {
        return settings.httpApiTls() && settings.tls().isPresent() ? new ApiTls(listeners.tls()) : null;
    }

    /** Who follows messages and requests; {@code null} if nobody does. */
    public @Nullable Tracing tracing() {
        return traces == null ? null : traces.tracing();
    }

    /** The listeners, for showing. */
    public ListenerView listeners() {
        return listeners.view(settings);
    }

    public Settings settings() {
        return settings;
    }

    /** When the settings in force were read. */
    public Instant configured() {
        return configured;
    }

    /** The streams, if the broker keeps any. */
    public Optional<JetStream> jetStream() {
        return Optional.ofNullable(streams).map(Streams::jetStream);
    }

    /** Tells the watcher which consumers there are from now on, if the broker keeps streams. */
    public void watchConsumers(ConsumerWatcher watcher) {
        if (streams != null) {
            streams.watchConsumers(watcher);
        }
    }

    public Identity identity() {
        return identity;
    }

    public ConnectionRegistry connections() {
        return registry;
    }

    /** The event loops that clients or HTTP depend on at this moment, or have. */
    List<Executor> loopsInUse() {
        return loopsInUse.look();
    }

    /** Publishes and subscribes in one account, whose subjects no other sees. One for each account that was asked for. */
    public MessageExchange exchange(Account account) {
        return exchanges.computeIfAbsent(account, a -> new MessageExchange(a.router(), registry.loops()));
    }

    public AccountDirectory accounts() {
        return accounts;
    }

    /** The router of the default account. */
    public SubjectRouter router() {
        return accounts.global().router();
    }
}
