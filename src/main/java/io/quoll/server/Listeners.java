package io.quoll.server;

import io.quoll.config.Settings;
import io.quoll.config.TlsSettings;
import io.quoll.config.WebSocketSettings;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.connection.Entrance;
import io.quoll.monitor.ListenerView;
import io.quoll.transport.ClientAdmission;
import io.quoll.transport.CurrentTls;
import io.quoll.transport.Listener;
import io.quoll.transport.ServingLoops;
import io.quoll.transport.WebSocketAdmission;
import io.quoll.transport.tls.TlsContext;
import io.quoll.transport.websocket.WebSocketOptions;
import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where clients come in: the listener for the plain protocol and, if there is one, that for WebSocket, each with its
 * encryption. Started and stopped with the broker, on the thread that does that.
 */
final class Listeners {

    private static final Logger LOG = System.getLogger(Broker.class.getName());

    /** A port that settings leave to the system. */
    private static final int ANY_PORT = -1;

    private static final int START_SECONDS = 10;
    private static final int STOP_SECONDS = 2;

    private final Settings settings;
    private final Announcement announcement;
    private final ConnectionRegistry registry;
    private final Executor elsewhere;
    private final CurrentTls tls;
    private final CurrentTls webSocketTls;
    private final Listener clients;
    private final @Nullable WebSocketEntrance webSocket;
    private volatile int port;
    private volatile int webSocketPort;

    private record WebSocketEntrance(WebSocketSettings settings, Entrance entrance, Listener listener) {}

    Listeners(
            Settings settings,
            TlsContexts contexts,
            Announcement announcement,
            ConnectionRegistry registry,
            ServingLoops serving,
            Executor elsewhere) {
        this.settings = settings;
        this.announcement = announcement;
        this.registry = registry;
        this.elsewhere = elsewhere;
        this.tls = new CurrentTls(contexts.clients());
        this.webSocketTls = new CurrentTls(contexts.webSocket());
        this.clients = new Listener(serving, registry.loops(), new ClientAdmission(registry, tls, elsewhere));
        this.webSocket = settings.webSocket()
                .map(asked -> webSocket(asked, serving, elsewhere))
                .orElse(null);
    }

    private WebSocketEntrance webSocket(WebSocketSettings asked, ServingLoops serving, Executor elsewhere) {
        Entrance entrance = new Entrance(
                Entrance.Kind.WEBSOCKET,
                announcement.toWebSockets(
                        settings, asked, asked.port(), registry.authenticator().isAnnounced()),
                asked.pingInterval().map(interval -> interval.toNanos()).orElse(0L));
        WebSocketOptions options = new WebSocketOptions(
                asked.compression(),
                asked.handshakeTimeout(),
                asked.sameOrigin(),
                asked.allowedOrigins(),
                asked.jwtCookie(),
                asked.userCookie(),
                asked.passwordCookie(),
                asked.tokenCookie(),
                asked.headers());
        Listener listener = new Listener(
                serving,
                registry.loops(),
                new WebSocketAdmission(registry, entrance, webSocketTls, options, elsewhere));
        return new WebSocketEntrance(asked, entrance, listener);
    }

    /**
     * Listens; returns when clients can come.
     *
     * @throws IllegalStateException when an address cannot be listened on
     */
    void start() {
        WebSocketEntrance over = webSocket;
        if (over != null) {
            webSocketPort = listen(
                    over.listener(), host(over.settings()), over.settings().port());
            String scheme = over.settings().tls().isPresent() ? "wss" : "ws";
            LOG.log(
                    Level.INFO,
                    "Listening for websocket clients on " + scheme + "://" + host(over.settings()) + ":"
                            + webSocketPort);
            if (over.settings().tls().isEmpty()) {
                LOG.log(Level.WARNING, "Websocket not configured with TLS. DO NOT USE IN PRODUCTION!");
            }
        }
        port = listen(clients, settings.host(), settings.port());
        LOG.log(Level.INFO, "Listening for client connections on " + settings.host() + ":" + port);
        settings.tls().ifPresent(Listeners::tellOfTls);
        rehearse();
        announce(settings);
    }

    private void rehearse() {
        TlsContext context = tls.get() == null ? webSocketTls.get() : tls.get();
        if (context != null) {
            elsewhere.execute(context::rehearse);
        }
    }

    private static void tellOfTls(TlsSettings asked) {
        LOG.log(Level.INFO, "TLS required for client connections");
        if (asked.handshakeFirst() && asked.fallbackDelay().isZero()) {
            LOG.log(Level.WARNING, "Clients that are not using \"TLS Handshake First\" option will fail to connect");
        }
    }

    private String host(WebSocketSettings asked) {
        return asked.host().orElse(settings.host());
    }

    private static int listen(Listener listener, String host, int asked) {
        String address = "cannot listen on " + host + ":" + asked;
        try {
            return listener.listen(host, asked == ANY_PORT ? 0 : asked)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(address + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException(address + ": not done within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    /** INFO says from now on what these settings mean. Any thread. */
    void announce(Settings current) {
        boolean authRequired = registry.authenticator().isAnnounced();
        registry.serverInfo(announcement.toClients(current, port, authRequired));
        WebSocketEntrance over = webSocket;
        if (over != null) {
            over.entrance()
                    .serverInfo(announcement.toWebSockets(current, over.settings(), webSocketPort, authRequired));
        }
    }

    /** Connections that come from now on are encrypted like this. Any thread. */
    void encrypt(TlsContexts contexts) {
        tls.set(contexts.clients());
        webSocketTls.set(contexts.webSocket());
    }

    /** How clients are encrypted at the moment. */
    CurrentTls tls() {
        return tls;
    }

    /** The port clients connect to; 0 before the start. */
    int port() {
        return port;
    }

    /** The port for WebSocket, 0 where there is none and before the start. */
    int webSocketPort() {
        return webSocketPort;
    }

    ListenerView view(Settings current) {
        TlsContext context = tls.get();
        WebSocketEntrance over = webSocket;
        return new ListenerView(
                current.tls().map(TlsSettings::timeout).orElse(null),
                context == null ? null : context.notAfter(),
                over == null ? null : view(over.settings()));
    }

    private ListenerView.WebSocketView view(WebSocketSettings asked) {
        return new ListenerView.WebSocketView(
                host(asked),
                webSocketPort,
                asked.advertise().orElse(null),
                asked.tls().isEmpty(),
                asked.sameOrigin(),
                asked.allowedOrigins(),
                asked.compression(),
                asked.tls().map(TlsSettings::timeout).orElse(null));
    }

    /** Accepts nobody any more; returns when whoever dials is refused. */
    void stopAccepting() {
        await(Listener::stopAccepting);
    }

    /** Ends every connection that is left. */
    void stop() {
        await(Listener::close);
    }

    private void await(Function<Listener, Future<?>> ending) {
        List<Future<?>> ended = all().stream().<Future<?>>map(ending).toList();
        try {
            Future.join(ended).toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "not everything was closed in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Listener> all() {
        WebSocketEntrance over = webSocket;
        return over == null ? List.of(clients) : List.of(clients, over.listener());
    }
}
