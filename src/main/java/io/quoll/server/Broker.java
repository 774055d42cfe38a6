package io.quoll.server;

import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.account.Authenticator;
import io.quoll.config.Settings;
import io.quoll.connection.ClientConnection;
import io.quoll.connection.CloseReason;
import io.quoll.connection.ConnectionLoop;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.connection.ConnectionSettings;
import io.quoll.connection.LoopExecutor;
import io.quoll.jetstream.api.JetStream;
import io.quoll.message.Message;
import io.quoll.protocol.ServerInfo;
import io.quoll.router.MessageExchange;
import io.quoll.router.SubjectRouter;
import io.quoll.transport.TcpListener;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The broker, put together from settings: the composition root, and the way in for code of the same process. Starts and
 * stops once.
 */
public final class Broker {

    private static final Logger LOG = System.getLogger(Broker.class.getName());

    /** A port that settings leave to the system. */
    private static final int ANY_PORT = -1;

    private static final int START_SECONDS = 10;
    private static final int STOP_SECONDS = 2;

    private final Settings settings;
    private final Identity identity;
    private final AccountDirectory accounts;
    private final ConnectionRegistry registry;
    private final TcpListener listener;
    private final MessageExchange exchange;
    private final List<Executor> executors;
    private final @Nullable Streams streams;
    private volatile int port;
    private volatile boolean listening;

    /** Puts everything together; nothing listens before {@link #start}. */
    public Broker(Settings settings, Vertx vertx) {
        this.settings = settings;
        this.identity = Identity.of(settings);
        int loopCount = settings.eventLoops(Runtime.getRuntime().availableProcessors());
        this.accounts = new AccountDirectory(loopCount, System::nanoTime);
        AccountPlan plan = AccountPlan.of(settings);
        plan.define(accounts);
        Authenticator authenticator = plan.authenticator(accounts);
        ConnectionSettings clientSettings = ClientSettings.of(settings);
        this.registry = new ConnectionRegistry(
                clientSettings,
                authenticator,
                accounts,
                serverInfo(settings.port(), authenticator.isAnnounced()),
                task -> runOnWorker(vertx, task));
        this.listener = new TcpListener(vertx, loopCount);
        List<ConnectionLoop> loops = new ArrayList<>();
        List<Executor> executors = new ArrayList<>();
        for (LoopExecutor executor : listener.executors()) {
            loops.add(new ConnectionLoop(loops.size(), executor, accounts, clientSettings));
            executors.add(executor);
        }
        registry.loops(loops);
        this.executors = List.copyOf(executors);
        this.exchange = new MessageExchange(accounts.global().router(), executors);
        this.streams =
                settings.jetStream() ? new Streams(settings, identity, loops, plan.streamLimits(accounts)) : null;
    }

    private static void runOnWorker(Vertx vertx, Runnable task) {
        Callable<Void> call = () -> {
            task.run();
            return null;
        };
        vertx.executeBlocking(call, false).onFailure(e -> LOG.log(Level.ERROR, "a background task failed", e));
    }

    private ServerInfo serverInfo(int actualPort, boolean authRequired) {
        return new ServerInfo(
                identity.id(),
                identity.name(),
                Identity.NATS_VERSION,
                Identity.RUNTIME,
                settings.host(),
                actualPort,
                !settings.noHeaderSupport(),
                authRequired,
                settings.maxPayload(),
                settings.jetStream(),
                settings.jetStreamDomain().orElse(""),
                settings.clientAdvertise().map(List::of).orElse(List.of()));
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
        }
        int wanted = settings.port() == ANY_PORT ? 0 : settings.port();
        try {
            port = listener.listen(settings.host(), wanted, registry)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(address() + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException(address() + ": not done within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
        registry.serverInfo(serverInfo(port, registry.authenticator().isAnnounced()));
        listening = true;
        LOG.log(Level.INFO, "Listening for client connections on " + settings.host() + ":" + port);
    }

    private String address() {
        return "cannot listen on " + settings.host() + ":" + settings.port();
    }

    /** Ends every connection and stops listening. What is staged is written as far as clients take it at once. */
    public void stop() {
        listening = false;
        for (ClientConnection connection : registry.connections()) {
            connection.loop().execute(() -> connection.close(CloseReason.SERVER_SHUTDOWN));
        }
        registry.loops().forEach(ConnectionLoop::stop);
        try {
            listener.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "not everything was closed in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (streams != null) {
            streams.stop();
        }
    }

    /** Accepts nobody any more; clients that are there stay. */
    public void stopAccepting() {
        listening = false;
        listener.stopAccepting();
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
        return port;
    }

    public Settings settings() {
        return settings;
    }

    /** The streams, if the broker keeps any. */
    public Optional<JetStream> jetStream() {
        return Optional.ofNullable(streams).map(Streams::jetStream);
    }

    public Identity identity() {
        return identity;
    }

    public ConnectionRegistry connections() {
        return registry;
    }

    /** Publishes and subscribes in one account, whose subjects no other sees. To be kept by whoever uses it often. */
    public MessageExchange exchange(Account account) {
        return new MessageExchange(account.router(), executors);
    }

    public AccountDirectory accounts() {
        return accounts;
    }

    /** The router of the default account. */
    public SubjectRouter router() {
        return accounts.global().router();
    }
}
