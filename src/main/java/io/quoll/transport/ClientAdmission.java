package io.quoll.transport;

import io.quoll.connection.Arrival;
import io.quoll.connection.ClientConnection;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.connection.Encryption;
import io.quoll.transport.tls.TlsContext;
import io.quoll.transport.tls.TlsGate;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSession;

/** Takes in clients that speak the protocol without anything around it but, perhaps, TLS. */
public final class ClientAdmission implements Admission {

    private final ConnectionRegistry registry;
    private final CurrentTls tls;
    private final Executor elsewhere;

    /** @param elsewhere where signing and verifying may take their time */
    public ClientAdmission(ConnectionRegistry registry, CurrentTls tls, Executor elsewhere) {
        this.registry = registry;
        this.tls = tls;
        this.elsewhere = elsewhere;
    }

    @Override
    public void admit(NewChannel arrived) {
        ClientChannel channel = new ClientChannel(arrived, null);
        ClientConnection client = new ClientConnection(
                registry, arrived.loop(), channel, new Arrival(registry.entrance(), arrived.ip(), arrived.port()));
        channel.serve(client);
        arrived.add("quoll", channel);
        TlsContext context = tls.get();
        if (context == null) {
            channel.readDirectly();
            client.greet();
        } else {
            arrived.poolBuffers();
            boolean silently = context.options().handshakeFirst();
            arrived.addFirst("tls-gate", new TlsGate(context, elsewhere, new Guest(channel, client, silently)));
            client.greetInsecurely(silently);
        }
    }

    /** A client at the gate. */
    private static final class Guest implements TlsGate.Guest {

        private final ClientChannel channel;
        private final ClientConnection client;
        private boolean silent;

        Guest(ClientChannel channel, ClientConnection client, boolean silent) {
            this.channel = channel;
            this.client = client;
            this.silent = silent;
        }

        @Override
        public void onSilence() {
            silent = false;
            client.onSilence();
        }

        @Override
        public void onSecured(SSLSession session) {
            client.onSecured(Encryption.of(
                    session.getProtocol(), session.getCipherSuite(), silent, TlsContext.peerCertificate(session)));
        }

        @Override
        public void onPlain() {
            channel.readDirectly();
            client.onSecured(null);
        }

        @Override
        public void onFailed(String why, boolean spokeTls) {
            client.onHandshakeFailed(why, spokeTls);
        }

        @Override
        public void onTimeout(boolean hasBegun) {
            client.onHandshakeTimeout(hasBegun);
        }

        @Override
        public void onThrottled() {
            client.onThrottled();
        }
    }
}
