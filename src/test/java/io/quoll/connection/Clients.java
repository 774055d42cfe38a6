package io.quoll.connection;

import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.account.Authenticator;
import io.quoll.account.OpenAuthenticator;
import io.quoll.message.Publication;
import io.quoll.protocol.ServerInfo;
import io.quoll.router.SubjectRouter;
import io.quoll.testkit.CapturingByteSink;
import io.quoll.testkit.ManualLoop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/** Clients of one server without sockets and without threads: loops move when {@link #settle} or {@link #advance} says so. */
final class Clients {

    static final String QUIET = "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true}\r\n";

    final AccountDirectory accounts;
    /** That of the default account. */
    final SubjectRouter router;

    final ConnectionRegistry registry;
    final List<ManualLoop> loops = new ArrayList<>();
    /** What is to run off the loops. */
    final Queue<Runnable> work = new ArrayDeque<>();

    Clients(Limits limits) {
        this(limits, 1, OpenAuthenticator::new);
    }

    Clients(Limits limits, int loopCount, Function<Account, Authenticator> authenticator) {
        accounts = new AccountDirectory(loopCount, () -> loops.get(0).nanoTime());
        router = accounts.global().router();
        Authenticator judge = authenticator.apply(accounts.global());
        ServerInfo info = new ServerInfo(
                "ID",
                "name",
                "2.12.0",
                "java",
                "0.0.0.0",
                4222,
                true,
                judge.isRequired(),
                limits.maxPayload,
                0,
                "",
                List.of());
        registry = new ConnectionRegistry(limits, judge, accounts, info, work::add);
        List<ConnectionLoop> connectionLoops = new ArrayList<>();
        for (int i = 0; i < loopCount; i++) {
            ManualLoop loop = new ManualLoop();
            loops.add(loop);
            connectionLoops.add(new ConnectionLoop(i, loop, accounts, limits));
        }
        registry.loops(connectionLoops);
        connectionLoops.forEach(ConnectionLoop::start);
    }

    /** One client and its end of the wire. */
    final class Client {

        final CapturingByteSink network = new CapturingByteSink();
        final ClientConnection connection;
        private String undecoded = "";

        private Client(int loop) {
            connection = new ClientConnection(
                    registry, registry.loops().get(loop), network, new Arrival(registry.entrance(), "10.0.0.1", 1000));
            connection.greet();
        }

        /** Sends bytes, one a character; what they cause stays undone until loops run. */
        Client send(String text) {
            byte[] bytes = (undecoded + text).getBytes(StandardCharsets.ISO_8859_1);
            ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + Publication.SLACK))
                    .order(ByteOrder.LITTLE_ENDIAN);
            int at = connection.receive(in, 0, bytes.length);
            undecoded = (undecoded + text).substring(at);
            return this;
        }

        /** Comes again with what was not decoded, as a network does that reads again. */
        Client sendRest() {
            return send("");
        }

        /** What has come since the last call, after all loops have run. */
        String received() {
            settle();
            return network.takeOutput();
        }
    }

    /** A client that has been greeted, has said CONNECT without acknowledgements, and whose INFO has been read. */
    Client connect() {
        return connect(0, QUIET);
    }

    Client connect(int loop, String sent) {
        Client client = accept(loop);
        client.send(sent);
        client.received();
        return client;
    }

    /** A client that has been greeted only. */
    Client accept(int loop) {
        return new Client(loop);
    }

    /** Runs all loops until nothing is left to do at this moment. */
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (ManualLoop loop : loops) {
                moved |= loop.runOne();
            }
        }
    }

    void advance(Duration duration) {
        settle();
        loops.forEach(loop -> loop.advance(duration));
        settle();
    }

    long subscriptions() {
        return router.statistics().subscriptions();
    }
}
