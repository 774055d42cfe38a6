package io.quoll.http;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens for the HTTP API on a port of its own, on several event loops, and gives what comes to Quarkus; HTTP/1.1 and h2c
 * with or without upgrade. Where monitoring has the same port there is nothing to listen on, and the API is served there.
 *
 * <p>What a connection may hold is bounded: {@link #STREAMS} requests at a time, {@link #HEADER_BYTES} of headers each, one
 * window of bytes that nobody has read; streams that are reset in floods end it.
 */
@Singleton
public final class ApiListener {

    private static final Logger LOG = System.getLogger(ApiListener.class.getName());

    private static final int SECONDS = 10;
    private static final int STREAMS = 256;
    static final int HEADER_BYTES = 16 * 1024;
    static final int LINE_BYTES = 8 * 1024;
    private static final int STREAM_WINDOW = 256 * 1024;
    private static final int CONNECTION_WINDOW = 1024 * 1024;
    private static final int ACCEPT_BACKLOG = 4096;
    /** Streams get heartbeats, so a connection that is silent for longer is of no use to anybody. */
    private static final int IDLE_SECONDS = 120;

    /** Free ports are named by numbers that nobody else on the same Vert.x uses. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger(Integer.MIN_VALUE);

    private final ApiBroker broker;
    private final Vertx vertx;
    private final OpenStreams streams;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private volatile int port;

    @Inject
    ApiListener(ApiBroker broker, Vertx vertx, OpenStreams streams) {
        this.broker = broker;
        this.vertx = vertx;
        this.streams = streams;
    }

    /**
     * Listens, if settings want it; returns when clients can come.
     *
     * @throws IllegalStateException when the address cannot be listened on
     */
    public void start() {
        ApiSettings settings = broker.settings();
        if (settings.port() == 0) {
            return;
        }
        broker.whenLeaving(streams::leave);
        if (settings.sharesMonitoring()) {
            LOG.log(Level.INFO, "Serving the HTTP API on the port of monitoring");
            if (broker.encryption() != null) {
                LOG.log(Level.WARNING, "The HTTP API is not encrypted on the port of monitoring");
            }
            return;
        }
        listen(settings);
        String over = broker.encryption() == null ? "" : " over TLS";
        LOG.log(Level.INFO, "Listening for HTTP API requests" + over + " on " + settings.host() + ":" + port);
    }

    private void listen(ApiSettings settings) {
        HttpServerOptions options = options(settings);
        ApiEncryption encryption = broker.encryption();
        if (encryption != null) {
            encrypt(options, encryption);
        }
        DeploymentOptions instances = new DeploymentOptions().setInstances(settings.loops());
        String address = "cannot listen on " + settings.host() + ":" + settings.port() + " for the HTTP API";
        try {
            vertx.deployVerticle(() -> new Loop(options), instances)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(address + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException(address + ": not done within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
        port = servers.get(0).actualPort();
    }

    private static HttpServerOptions options(ApiSettings settings) {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port() < 0 ? FREE_PORTS.getAndIncrement() : settings.port())
                .setReuseAddress(true)
                .setTcpNoDelay(true)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(HEADER_BYTES)
                .setMaxInitialLineLength(LINE_BYTES)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(STREAMS)
                        .setMaxHeaderListSize(HEADER_BYTES)
                        .setInitialWindowSize(STREAM_WINDOW));
    }

    private static void encrypt(HttpServerOptions options, ApiEncryption encryption) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(KeyCertOptions.wrap(encryption.keys()))
                .setTrustOptions(TrustOptions.wrap(encryption.trust()))
                .setClientAuth(encryption.needsClientCertificate() ? ClientAuth.REQUIRED : ClientAuth.NONE)
                .setEnabledSecureTransportProtocols(new LinkedHashSet<>(encryption.protocols()));
        encryption.cipherSuites().forEach(options::addEnabledCipherSuite);
    }

    /** One event loop that serves HTTP. */
    private final class Loop extends AbstractVerticle {

        private final HttpServerOptions options;

        Loop(HttpServerOptions options) {
            this.options = options;
        }

        @Override
        public void start(Promise<Void> started) {
            HttpServer server = vertx.createHttpServer(options);
            servers.add(server);
            SlowHeads heads = new SlowHeads(new ForgivingUris(VertxHttpRecorder.getRootHandler()));
            server.requestHandler(heads)
                    .invalidRequestHandler(new MalformedHeads())
                    .connectionHandler(MalformedBodies::watch)
                    .listen()
                    .onSuccess(listening -> heads.watch(context, listening.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }

    /** Ends every stream and stops listening. */
    public void stop() {
        streams.leave();
        for (HttpServer server : servers) {
            try {
                server.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.log(Level.DEBUG, "not everything was closed in time", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The port of the API; 0 while there is none, or where it is that of monitoring. */
    public int port() {
        return port;
    }

    boolean servesApiOn(HttpServerRequest request) {
        return port == 0 ? broker.settings().sharesMonitoring() : cameTo(request);
    }

    boolean servesOthersOn(HttpServerRequest request) {
        return port == 0 || !cameTo(request);
    }

    private boolean cameTo(HttpServerRequest request) {
        return request.localAddress() != null && request.localAddress().port() == port;
    }
}
