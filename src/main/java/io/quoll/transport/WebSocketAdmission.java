package io.quoll.transport;

import io.quoll.connection.Arrival;
import io.quoll.connection.ClientConnection;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.connection.Cookies;
import io.quoll.connection.Encryption;
import io.quoll.connection.Entrance;
import io.quoll.transport.tls.TlsContext;
import io.quoll.transport.tls.TlsGate;
import io.quoll.transport.websocket.WebSocketFrames;
import io.quoll.transport.websocket.WebSocketOptions;
import io.quoll.transport.websocket.WebSocketUpgrade;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Takes in clients over WebSocket: first TLS, if it is asked for, then a request, then a client like any other. */
public final class WebSocketAdmission implements Admission {

    private static final Logger LOG = System.getLogger(WebSocketAdmission.class.getName());

    private final ConnectionRegistry registry;
    private final Entrance entrance;
    private final CurrentTls tls;
    private final WebSocketOptions options;
    private final Executor elsewhere;

    /** @param elsewhere where signing and verifying may take their time */
    public WebSocketAdmission(
            ConnectionRegistry registry,
            Entrance entrance,
            CurrentTls tls,
            WebSocketOptions options,
            Executor elsewhere) {
        this.registry = registry;
        this.entrance = entrance;
        this.tls = tls;
        this.options = options;
        this.elsewhere = elsewhere;
    }

    @Override
    public void admit(NewChannel arrived) {
        arrived.poolBuffers();
        Guest guest = new Guest(arrived);
        TlsContext context = tls.get();
        if (context == null) {
            guest.awaitRequest();
        } else {
            arrived.addFirst("tls-gate", new TlsGate(context, elsewhere, guest));
        }
    }

    /** A connection that is to become a client. */
    private final class Guest implements TlsGate.Guest, WebSocketUpgrade.Guest {

        private final NewChannel arrived;
        private @Nullable Encryption encryption;

        Guest(NewChannel arrived) {
            this.arrived = arrived;
        }

        void awaitRequest() {
            arrived.add(
                    "upgrade",
                    new WebSocketUpgrade(options, registry.settings().maxPayloadBytes(), encryption != null, this));
        }

        @Override
        public void onSecured(SSLSession session) {
            encryption = Encryption.of(
                    session.getProtocol(), session.getCipherSuite(), false, TlsContext.peerCertificate(session));
            awaitRequest();
        }

        @Override
        public void onUpgraded(WebSocketFrames frames, WebSocketUpgrade.Visitor visitor) {
            ClientChannel channel = new ClientChannel(arrived, frames);
            Arrival arrival = new Arrival(
                    entrance,
                    arrived.ip(),
                    arrived.port(),
                    visitor.forwardedFor(),
                    new Cookies(visitor.jwt(), visitor.user(), visitor.password(), visitor.token()));
            ClientConnection client = new ClientConnection(registry, arrived.loop(), channel, arrival);
            channel.serve(client);
            arrived.add("quoll", channel);
            client.onSecured(encryption);
            client.greet();
        }

        @Override
        public void onRefused(String why) {
            LOG.log(Level.ERROR, arrived.ip() + ":" + arrived.port() + " - websocket handshake error: " + why);
        }

        @Override
        public void onFailed(String why, boolean spokeTls) {
            LOG.log(
                    spokeTls ? Level.ERROR : Level.DEBUG,
                    arrived.ip() + ":" + arrived.port() + " - TLS handshake error: " + why);
            arrived.channel().close();
        }

        @Override
        public void onTimeout(boolean hasBegun) {
            onFailed("timeout", false);
        }

        @Override
        public void onThrottled() {
            arrived.channel().close();
        }

        @Override
        public void onPlain() {
            throw new IllegalStateException("WebSocket listeners do not offer both");
        }

        @Override
        public void onSilence() {
            throw new IllegalStateException("a WebSocket listener says nothing before the handshake");
        }
    }
}
