package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.NatsMessage;
import io.quoll.connection.CloseReason;
import io.quoll.connection.ConnectionSnapshot;
import io.quoll.message.Message;
import io.quoll.router.NoRespondersException;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.TestBroker;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole broker over TCP, with one event loop and with three. */
class BrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Connection jnats(TestBroker broker) throws Exception {
        return Nats.connect(
                new Options.Builder().server(broker.url()).noReconnect().build());
    }

    private static byte[] payload(int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (i * 31 + i / 251);
        }
        return payload;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> sizesAndLoops() {
        return Stream.of(1, 3).flatMap(loops -> Stream.of(0, 1, 65_535, 65_536, 65_537, 1 << 20)
                .map(size -> Arguments.of(loops, size)));
    }

    @ParameterizedTest
    @MethodSource("sizesAndLoops")
    void shouldCarryPayloadsOfAnySizeHoweverTheyAreWritten(int loops, int size) throws Exception {
        // given
        byte[] payload = payload(size);
        byte[] frame = new byte[size + 100];
        byte[] line = text("PUB foo " + size + "\r\n");
        System.arraycopy(line, 0, frame, 0, line.length);
        System.arraycopy(payload, 0, frame, line.length, size);
        frame[line.length + size] = '\r';
        frame[line.length + size + 1] = '\n';
        int length = line.length + size + 2;
        try (TestBroker broker = TestBroker.start(loops);
                RawClient subscriber = broker.connect(RawClient.USUAL);
                RawClient publisher = broker.connect(RawClient.USUAL)) {
            subscriber.send("SUB foo 1\r\n").expectNothingMore();

            // when
            for (int part : new int[] {length, length / 2 + 1, length / 7 + 1}) {
                for (int from = 0; from < length; from += part) {
                    publisher.send(Arrays.copyOfRange(frame, from, Math.min(length, from + part)));
                    if (part < length) {
                        // A turn of the server's loop between the parts.
                        subscriberTurn(broker);
                    }
                }
            }

            // then
            for (int i = 0; i < 3; i++) {
                subscriber.expect("MSG foo 1 " + size + "\r\n");
                assertThat(subscriber.bytes(size)).isEqualTo(payload);
                subscriber.expect("\r\n");
            }
        }
    }

    /** Another client's question and answer, which take the server a turn. */
    private static void subscriberTurn(TestBroker broker) {
        try (RawClient other = broker.connect()) {
            other.expectNothingMore();
        }
    }

    private static int count(List<String> mine) {
        synchronized (mine) {
            return mine.size();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldDeliverAllMessagesOfManyClientsInOrder(int loops) throws Exception {
        // given
        int clients = 6;
        int messages = 2_000;
        try (TestBroker broker = TestBroker.start(loops)) {
            List<Connection> connections = new ArrayList<>();
            List<List<String>> seen = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Connection connection = jnats(broker);
                connections.add(connection);
                List<String> mine = new ArrayList<>();
                seen.add(mine);
                Dispatcher dispatcher = connection.createDispatcher(m -> {
                    synchronized (mine) {
                        mine.add(m.getSubject() + " " + new String(m.getData(), StandardCharsets.UTF_8));
                    }
                });
                dispatcher.subscribe("from.*");
                connection.flush(PATIENCE);
            }

            // when
            for (int n = 0; n < messages; n++) {
                for (int i = 0; i < clients; i++) {
                    connections.get(i).publish("from." + i, text("" + n));
                }
            }

            // then
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(seen).extracting(BrokerTest::count).containsOnly(clients * messages));
            for (List<String> mine : seen) {
                for (int i = 0; i < clients; i++) {
                    String start = "from." + i + " ";
                    assertThat(mine.stream().filter(m -> m.startsWith(start)))
                            .isEqualTo(IntStream.range(0, messages)
                                    .mapToObj(n -> start + n)
                                    .toList());
                }
            }
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldShareOutAQueueGroupRoughlyEvenly(int loops) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(loops)) {
            List<Connection> connections = new ArrayList<>();
            List<AtomicInteger> shares = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                AtomicInteger share = new AtomicInteger();
                Connection connection = jnats(broker);
                connection.createDispatcher(m -> share.incrementAndGet()).subscribe("work", "workers");
                connection.flush(PATIENCE);
                connections.add(connection);
                shares.add(share);
            }

            // when
            for (int i = 0; i < 4_000; i++) {
                connections.get(0).publish("work", new byte[0]);
            }

            // then
            await().atMost(PATIENCE)
                    .until(() -> shares.stream().mapToInt(AtomicInteger::get).sum() == 4_000);
            assertThat(shares).allMatch(share -> share.get() > 800 && share.get() < 1_200);
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldCarryRequestsAndReplies(int loops) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(loops);
                Connection service = jnats(broker);
                Connection client = jnats(broker)) {
            service.createDispatcher(m -> service.publish(NatsMessage.builder()
                            .subject(m.getReplyTo())
                            .headers(m.getHeaders())
                            .data(m.getData())
                            .build()))
                    .subscribe("echo", "q");
            service.flush(PATIENCE);
            io.nats.client.impl.Headers headers = new io.nats.client.impl.Headers().add("A", "b", "c");

            // when
            io.nats.client.Message reply = client.request("echo", headers, text("hello"), PATIENCE);

            // then
            assertThat(reply.getData()).isEqualTo(text("hello"));
            assertThat(reply.getHeaders().get("A")).containsExactly("b", "c");
        }
    }

    @Test
    void shouldTellJnatsThatNobodyListens() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start();
                Connection client = jnats(broker)) {

            // when
            CompletableFuture<io.nats.client.Message> reply = client.request("nobody", text("hello"));

            // then
            assertThatThrownBy(() -> reply.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.CancellationException.class);
        }
    }

    @Test
    void shouldLetAClientDrain() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(3);
                Connection publisher = jnats(broker)) {
            AtomicInteger received = new AtomicInteger();
            Connection subscriber = jnats(broker);
            subscriber.createDispatcher(m -> received.incrementAndGet()).subscribe("foo");
            subscriber.flush(PATIENCE);
            for (int i = 0; i < 1_000; i++) {
                publisher.publish("foo", text("x"));
            }
            publisher.flush(PATIENCE);

            // when
            Boolean drained = subscriber.drain(PATIENCE).get(20, TimeUnit.SECONDS);

            // then
            assertThat(drained).isTrue();
            assertThat(received).hasValue(1_000);
            await().atMost(PATIENCE)
                    .until(() -> broker.broker().router().statistics().subscriptions() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldCutOffAClientThatNeverReadsAndNoOther(int loops) throws Exception {
        // given
        int messages = 3_000;
        byte[] payload = payload(8 * 1024);
        try (TestBroker broker = TestBroker.start(loops, "max_pending: 1MB\n");
                Connection publisher = jnats(broker);
                Connection good = jnats(broker);
                RawClient deaf = RawClient.connect(broker.port(), 16 * 1024)) {
            AtomicLong received = new AtomicLong();
            good.createDispatcher(m -> received.incrementAndGet()).subscribe("foo");
            good.flush(PATIENCE);
            deaf.send("CONNECT {\"verbose\":false}\r\nSUB foo 1\r\n");
            await().atMost(PATIENCE)
                    .until(() -> broker.broker().router().statistics().subscriptions() == 2);
            AtomicLong mostPending = new AtomicLong();

            // when
            for (int i = 0; i < messages; i++) {
                publisher.publish("foo", payload);
                if (i % 50 == 0) {
                    publisher.flush(PATIENCE);
                    broker.broker()
                            .connections()
                            .connections()
                            .forEach(c ->
                                    mostPending.accumulateAndGet(c.snapshot().pendingBytes(), Math::max));
                }
            }

            // then
            await().atMost(PATIENCE).until(() -> received.get() == messages);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            broker.broker().connections().closed())
                    .extracting(ConnectionSnapshot::reason)
                    .containsExactly(CloseReason.SLOW_CONSUMER_PENDING_BYTES));
            assertThat(mostPending.get()).isLessThan(3 << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldKeepNothingOfAThousandClientsThatCameAndWent(int loops) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(loops)) {

            // when
            for (int round = 0; round < 10; round++) {
                List<RawClient> clients = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    clients.add(broker.connect()
                            .send("CONNECT {\"verbose\":false}\r\nSUB foo." + i + " 1\r\nSUB > q 2\r\nPUB foo." + i
                                    + " 2\r\nhi\r\n"));
                }
                clients.forEach(RawClient::close);
            }

            // then
            await().atMost(PATIENCE).until(() -> broker.broker().connections().openCount() == 0);
            await().atMost(PATIENCE)
                    .until(() -> broker.broker().router().statistics().subscriptions() == 0);
            assertThat(broker.broker().connections().totalCount()).isEqualTo(1_000);
        }
    }

    @Test
    void shouldSurviveClientsThatLeaveAtOnce() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(3)) {

            // when
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port());
                socket.setSoLinger(true, 0);
                socket.close();
            }

            // then
            await().atMost(PATIENCE).until(() -> broker.broker().connections().openCount() == 0);
            try (RawClient client = broker.connect(RawClient.USUAL)) {
                client.expectNothingMore();
            }
        }
    }

    @Test
    void shouldLetInWhoKnowsThePasswordEvenIfItIsHashed() throws Exception {
        // given
        String hash = at.favre.lib.crypto.bcrypt.BCrypt.withDefaults().hashToString(4, "pw".toCharArray());
        try (TestBroker broker = TestBroker.start(1, "authorization { user: ann, password: '" + hash + "' }\n");
                RawClient good = broker.connect();
                RawClient bad = broker.connect()) {

            // when
            good.send("CONNECT {\"verbose\":false,\"user\":\"ann\",\"pass\":\"pw\"}\r\nSUB foo 1\r\nPUB foo 0\r\n\r\n");
            bad.send("CONNECT {\"verbose\":false,\"user\":\"ann\",\"pass\":\"no\"}\r\nPING\r\n");

            // then
            good.expect("MSG foo 1 0\r\n\r\n").expectNothingMore();
            assertThat(bad.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
        }
    }

    @Test
    void shouldEndClientsThatDoNotSayWhoTheyAreInTime() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, "authorization { token: t, timeout: 0.2 }\n");
                RawClient client = broker.connect()) {

            // when
            String said = client.untilClosed();

            // then
            assertThat(said).isEqualTo("-ERR 'Authentication Timeout'\r\n");
        }
    }

    @Test
    void shouldRefuseOneConnectionTooMany() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, "max_connections: 1\n");
                RawClient first = broker.connect(RawClient.USUAL)) {

            // when
            RawClient second = broker.connect();

            // then
            assertThat(second.untilClosed()).isEqualTo("-ERR 'maximum connections exceeded'\r\n");
            second.close();
            first.expectNothingMore();
        }
    }

    @Test
    void shouldKeepToItsLimits() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, "max_payload: 64\nmax_control_line: 64\n");
                RawClient payload = broker.connect("{\"verbose\":false}");
                RawClient line = broker.connect("{\"verbose\":false}")) {

            // when
            payload.send("PUB foo 64\r\n" + "x".repeat(64) + "\r\nPUB foo 65\r\n");
            line.send("SUB " + "x".repeat(62) + " 1\r\nSUB " + "x".repeat(63) + " 2\r\n");

            // then
            assertThat(payload.untilClosed()).isEqualTo("-ERR 'Maximum Payload Violation'\r\n");
            assertThat(line.untilClosed()).isEqualTo("-ERR 'maximum control line exceeded'\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldGiveSubscribersInTheProcessWhatTheyDemand(int loops) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(loops);
                RawClient client = broker.connect(RawClient.USUAL)) {
            AssertSubscriber<Message> subscriber =
                    broker.broker().subscribe("foo.*").subscribe().withSubscriber(AssertSubscriber.create(2));

            // when
            client.send("PUB foo.1 1\r\na\r\nPUB foo.2 1\r\nb\r\nPUB foo.3 1\r\nc\r\n")
                    .expectNothingMore();

            // then
            subscriber.awaitItems(2, PATIENCE);
            assertThat(subscriber.getItems()).extracting(Message::subject).containsExactly("foo.1", "foo.2");
            subscriber.request(1).awaitItems(3, PATIENCE);
            subscriber.cancel();
            assertThat(broker.broker().router().statistics().subscriptions()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldPublishFromTheProcess(int loops) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(loops);
                RawClient one = broker.connect(RawClient.USUAL);
                RawClient two = broker.connect(RawClient.USUAL)) {
            one.send("SUB foo 1\r\n").expectNothingMore();
            two.send("SUB foo 2\r\n").expectNothingMore();

            // when
            for (int i = 0; i < 100; i++) {
                broker.broker()
                        .publish(Message.of("foo", text("" + i % 10)))
                        .await()
                        .atMost(PATIENCE);
            }

            // then
            for (int i = 0; i < 100; i++) {
                one.expect("MSG foo 1 1\r\n" + i % 10 + "\r\n");
                two.expect("MSG foo 2 1\r\n" + i % 10 + "\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldRequestFromTheProcess(int loops) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(loops);
                Connection service = jnats(broker)) {
            service.createDispatcher(m -> service.publish(m.getReplyTo(), m.getData()))
                    .subscribe("echo");
            service.flush(PATIENCE);

            // when
            Message reply = broker.broker()
                    .request(Message.of("echo", text("hello")), PATIENCE)
                    .await()
                    .atMost(PATIENCE);

            // then
            assertThat(reply.payload()).isEqualTo(text("hello"));
            await().atMost(PATIENCE)
                    .until(() -> broker.broker().router().statistics().subscriptions() == 1);
        }
    }

    @Test
    void shouldTellTheProcessThatNobodyListens() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start()) {

            // when
            var request = broker.broker().request(Message.of("nobody", text("hello")), PATIENCE);

            // then
            assertThatThrownBy(() -> request.await().atMost(PATIENCE)).isInstanceOf(NoRespondersException.class);
            await().atMost(PATIENCE)
                    .until(() -> broker.broker().router().statistics().subscriptions() == 0);
        }
    }

    @Test
    void shouldTellTheProcessThatNobodyAnswers() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start();
                RawClient silent = broker.connect(RawClient.USUAL)) {
            silent.send("SUB foo 1\r\n").expectNothingMore();

            // when
            var request = broker.broker().request(Message.of("foo", text("hello")), Duration.ofMillis(50));

            // then
            assertThatThrownBy(() -> request.await().atMost(PATIENCE))
                    .isInstanceOf(io.smallrye.mutiny.TimeoutException.class);
            await().atMost(PATIENCE)
                    .until(() -> broker.broker().router().statistics().subscriptions() == 1);
        }
    }

    @Test
    void shouldRefuseToPublishToAWildcardFromTheProcess() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start()) {

            // when
            var publish = broker.broker().publish(Message.of("foo.*", new byte[0]));

            // then
            assertThatThrownBy(() -> publish.await().atMost(PATIENCE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldLeaveAsALameDuck(int loops) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(loops, "lame_duck_grace_period: 100ms\nlame_duck_duration: 600ms\n");
                RawClient one = broker.connect(RawClient.USUAL);
                RawClient two = broker.connect(RawClient.USUAL)) {
            CompletableFuture<Void> exited = new CompletableFuture<>();
            LameDuck lameDuck = new LameDuck(broker.broker(), () -> exited.complete(null));

            // when
            lameDuck.enter();

            // then
            assertThat(one.line()).startsWith("INFO ").contains("\"ldm\":true");
            assertThat(two.line()).startsWith("INFO ").contains("\"ldm\":true");
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> broker.connect().close()).isNotNull());
            assertThat(one.untilClosed()).isEmpty();
            assertThat(two.untilClosed()).isEmpty();
            exited.get(20, TimeUnit.SECONDS);
            await().atMost(PATIENCE).until(() -> broker.broker().connections().openCount() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldStop(int loops) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(loops);
                RawClient client = broker.connect(RawClient.USUAL)) {
            client.send("SUB foo 1\r\n").expectNothingMore();

            // when
            broker.broker().stop();

            // then
            assertThat(client.untilClosed()).isEmpty();
            await().atMost(PATIENCE).until(() -> broker.broker().connections().openCount() == 0);
            await().atMost(PATIENCE)
                    .until(() -> broker.broker().router().statistics().subscriptions() == 0);
            assertThat(broker.broker().isListening()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldRefuseWhoComesBackAtOnceWhenItStops(int loops) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(loops, "websocket { listen: '127.0.0.1:-1', no_tls: true }\n");
                RawClient client = broker.connect(RawClient.USUAL)) {
            int port = broker.port();
            int webSocketPort = broker.broker().webSocketPort();

            // when
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(broker.broker()::stop);

            // then
            assertThat(client.untilClosed()).isEmpty();
            assertRefused(port);
            assertRefused(webSocketPort);
            stopping.get(20, TimeUnit.SECONDS);
        }
    }

    private static void assertRefused(int port) {
        assertThatThrownBy(() -> RawClient.connectMutely(port)).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void shouldNotStartWhereSomebodyListens() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start()) {

            // when
            var starting = assertThatThrownBy(() -> TestBroker.start(1, "port: " + broker.port() + "\n"));

            // then
            starting.isInstanceOf(IllegalStateException.class).hasMessageContaining("" + broker.port());
        }
    }
}
