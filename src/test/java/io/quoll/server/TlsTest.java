package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.quoll.connection.CloseReason;
import io.quoll.connection.ConnectionSnapshot;
import io.quoll.connection.Encryption;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.TestAuthority;
import io.quoll.testkit.TestBroker;
import io.quoll.transport.tls.TlsException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker whose clients encrypt, in every way to begin with it, and what becomes of those who do it wrong. */
class TlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    static Path directory = Path.of("");

    private static TestAuthority authority;
    private static TestAuthority.Issued server;

    @BeforeAll
    static void issue() {
        authority = new TestAuthority(directory);
        server = authority.server();
    }

    private static TestBroker broker(int loops, String inTls, String besides) {
        return TestBroker.start(loops, "tls {\n" + server.asConfig() + inTls + "\n}\n" + besides + "\n");
    }

    private static TestBroker broker(String inTls) {
        return broker(1, inTls, "");
    }

    private static String verifying() {
        return "verify: true\nca_file: '" + authority.file() + "'\n";
    }

    private static Connection jnats(TestBroker broker, SSLContext context, boolean first) throws Exception {
        Options.Builder options = new Options.Builder()
                .server("tls://localhost:" + broker.port())
                .sslContext(context)
                .noReconnect();
        return Nats.connect(first ? options.tlsFirst().build() : options.build());
    }

    private static void expectEcho(Connection client) throws Exception {
        Subscription subscription = client.subscribe("foo");
        client.publish("foo", "hello".getBytes(UTF_8));
        Message message = subscription.nextMessage(PATIENCE);
        assertThat(message).isNotNull();
        assertThat(message.getData()).isEqualTo("hello".getBytes(UTF_8));
    }

    private static ConnectionSnapshot lastClosed(TestBroker broker) {
        await().atMost(PATIENCE)
                .until(() -> !broker.broker().connections().closed().isEmpty());
        List<ConnectionSnapshot> closed = broker.broker().connections().closed();
        return closed.get(closed.size() - 1);
    }

    // Who may come

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "'handshake_first: true', true",
        "'handshake_first: auto', true",
        "'handshake_first: auto', false"
    })
    void shouldServeTheOfficialClient(String inTls, boolean first) throws Exception {
        // given
        try (TestBroker broker = broker(inTls);

                // when
                Connection client = jnats(broker, authority.client(null), first)) {

            // then
            expectEcho(client);
            ConnectionSnapshot shown = broker.broker()
                    .connections()
                    .connections()
                    .iterator()
                    .next()
                    .snapshot();
            assertThat(shown.encryption()).isEqualTo(new Encryption("1.3", "TLS_AES_128_GCM_SHA256", first, null));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldCarryMessagesOfAnySizeInOrder(int loops) throws Exception {
        // given
        try (TestBroker broker = broker(loops, "", "");
                Connection publisher = jnats(broker, authority.client(null), false);
                Connection subscriber = jnats(broker, authority.client(null), false)) {
            Subscription subscription = subscriber.subscribe("foo");
            subscription.setPendingLimits(-1, -1);
            subscriber.flush(PATIENCE);
            int[] sizes = {0, 1, 100, 16_384, 65_535, 65_536, 70_000, 1 << 20};
            int messages = 400;

            // when
            for (int i = 0; i < messages; i++) {
                publisher.publish("foo", payload(i, sizes[i % sizes.length] / (i < 16 ? 1 : 64)));
            }

            // then
            for (int i = 0; i < messages; i++) {
                Message message = subscription.nextMessage(PATIENCE);
                assertThat(message).as("message %s", i).isNotNull();
                assertThat(message.getData()).isEqualTo(payload(i, sizes[i % sizes.length] / (i < 16 ? 1 : 64)));
            }
        }
    }

    private static byte[] payload(int seed, int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (seed + i * 31 + i / 251);
        }
        return payload;
    }

    @Test
    void shouldSayInInfoWhatIsNeeded() throws Exception {
        // given
        try (TestBroker broker = broker(verifying());

                // when
                RawClient client = RawClient.connect(broker.port())) {

            // then
            assertThat(client.info())
                    .contains("\"tls_required\":true", "\"tls_verify\":true")
                    .doesNotContain("tls_available");
        }
    }

    @Test
    void shouldLetClientsChooseWhereThatIsAllowed() throws Exception {
        // given
        try (TestBroker broker = broker(1, "", "allow_non_tls: true");
                RawClient plain = RawClient.connect(broker.port());
                RawClient secure = RawClient.connect(broker.port()).secured(authority.client(null))) {
            assertThat(plain.info()).contains("\"tls_available\":true").doesNotContain("tls_required");

            // when
            plain.handshake(RawClient.USUAL);
            secure.handshake(RawClient.USUAL);
            plain.send("SUB foo 1\r\n").expectNothingMore();
            secure.send("PUB foo 5\r\nhello\r\n");

            // then
            plain.expect("MSG foo 1 5\r\nhello\r\n");
        }
    }

    @Test
    void shouldTakeASilentClientForOneThatDoesNotEncrypt() throws Exception {
        // given
        try (TestBroker broker = broker(1, "timeout: 50ms", "allow_non_tls: true");
                RawClient silent = RawClient.connect(broker.port())) {
            await().pollDelay(Duration.ofMillis(150)).until(() -> true);

            // when
            silent.handshake(RawClient.USUAL);

            // then
            silent.expectNothingMore();
        }
    }

    @Test
    void shouldGreetInPlainTextWhoWaitsForIt() throws Exception {
        // given
        try (TestBroker broker = broker("handshake_first: '100ms'");

                // when
                RawClient waiting = RawClient.connect(broker.port())) {

            // then
            assertThat(waiting.info()).contains("\"tls_required\":true");
            try (RawClient secure = waiting.secured(authority.client(null))) {
                secure.handshake(RawClient.USUAL);
                assertThat(broker.broker().connections().connections())
                        .extracting(client -> client.snapshot().encryption())
                        .containsExactly(new Encryption("1.3", "TLS_AES_128_GCM_SHA256", false, null));
            }
        }
    }

    @Test
    void shouldKnowTheUserByTheCertificate() throws Exception {
        // given
        TestAuthority.Issued known = authority.issue("CN=known", "email:known@quoll.test");
        TestAuthority.Issued bySubject = authority.issue("CN=by subject,O=Example");
        TestAuthority.Issued stranger = authority.issue("CN=stranger", "email:stranger@quoll.test");
        String users = "authorization { users: [ {user: 'known@quoll.test'},"
                + " {user: 'O=Example, CN=by subject', password: unused} ] }";
        try (TestBroker broker = broker(1, verifying() + "verify_and_map: true", users);
                RawClient first = RawClient.connect(broker.port()).secured(authority.client(known));
                RawClient second = RawClient.connect(broker.port()).secured(authority.client(bySubject));
                RawClient third = RawClient.connect(broker.port()).secured(authority.client(stranger))) {

            // when
            first.handshake(RawClient.USUAL);
            second.handshake(RawClient.USUAL);
            third.send("CONNECT {\"user\":\"known@quoll.test\",\"pass\":\"unused\"}\r\n");

            // then
            assertThat(third.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
            await().untilAsserted(() -> assertThat(broker.broker().connections().connections())
                    .extracting(client -> client.snapshot().user())
                    .containsExactlyInAnyOrder("known@quoll.test", "O=Example, CN=by subject"));
        }
    }

    @Test
    void shouldAcceptPinnedKeysOnly() throws Exception {
        // given
        TestAuthority.Issued pinned = authority.issue("CN=pinned");
        TestAuthority.Issued other = authority.issue("CN=other");
        byte[] hash = java.security.MessageDigest.getInstance("SHA-256")
                .digest(pinned.keys().getPublic().getEncoded());
        try (TestBroker broker =
                        broker(verifying() + "pinned_certs: ['" + HexFormat.of().formatHex(hash) + "']");
                RawClient first = RawClient.connect(broker.port()).secured(authority.client(pinned));
                RawClient second = RawClient.connect(broker.port()).secured(authority.client(other))) {

            // when
            first.handshake(RawClient.USUAL);

            // then
            assertThat(second.untilClosed()).isEmpty();
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.TLS_HANDSHAKE_FAILURE);
        }
    }

    @Test
    void shouldShowTheCertificateOfTheNameAskedFor() throws Exception {
        // given
        TestAuthority.Issued other = authority.issue("CN=other.test", "dns:other.test", "ip:127.0.0.1");
        String certs = "certs: [ {cert_file: '" + other.certificateFile() + "', key_file: '" + other.keyFile() + "'} ]";
        try (TestBroker broker = broker(certs);
                javax.net.ssl.SSLSocket socket = (javax.net.ssl.SSLSocket) authority
                        .client(null)
                        .getSocketFactory()
                        .createSocket(RawClient.connect(broker.port()).socket(), "other.test", 1, true)) {

            // when
            socket.startHandshake();

            // then
            assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(other.certificate());
        }
    }

    // Who may not

    @Test
    void shouldRefuseAnOlderVersion() throws Exception {
        // given
        try (TestBroker broker = broker("min_version: '1.3'");
                RawClient client = RawClient.connect(broker.port())) {
            SSLContext older = SSLContext.getInstance("TLSv1.2");
            older.init(null, null, null);

            // when
            assertThatThrownBy(() -> client.secured(older))

                    // then
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("protocol_version");
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.TLS_HANDSHAKE_FAILURE);
        }
    }

    private static void expectTurnedAway(TestBroker broker, SSLContext context) {
        assertThatThrownBy(() -> {
                    // By TLS 1.3 the client is done before the server has judged; the first read tells.
                    try (RawClient client = RawClient.connect(broker.port()).secured(context)) {
                        client.handshake(RawClient.USUAL);
                    }
                })
                .satisfiesAnyOf(e -> assertThat(e).isInstanceOf(UncheckedIOException.class), e -> assertThat(e)
                        .isInstanceOf(AssertionError.class));
        assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.TLS_HANDSHAKE_FAILURE);
        assertThat(broker.broker().connections().openCount()).isZero();
    }

    @Test
    void shouldRefuseAClientWithoutCertificate() throws Exception {
        // given
        try (TestBroker broker = broker(verifying())) {

            // when
            SSLContext without = authority.client(null);

            // then
            expectTurnedAway(broker, without);
        }
    }

    @Test
    void shouldRefuseACertificateOfAnotherAuthority() throws Exception {
        // given
        TestAuthority.Issued foreign = new TestAuthority(directory).issue("CN=Somebody");
        try (TestBroker broker = broker(verifying())) {

            // when
            SSLContext context = authority.client(foreign);

            // then
            expectTurnedAway(broker, context);
        }
    }

    @Test
    void shouldRefuseACertificateThatIsNoLongerValid() throws Exception {
        // given
        TestAuthority.Issued expired =
                authority.issue(TestAuthority.KeyKind.EC, Instant.now().minus(Duration.ofHours(1)), "CN=late");
        try (TestBroker broker = broker(verifying())) {

            // when
            SSLContext context = authority.client(expired);

            // then
            expectTurnedAway(broker, context);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldRefuseACertificateThatHasExpiredSinceTheClientWasThere(String version) throws Exception {
        // given
        Instant soon = Instant.now().plusSeconds(2);
        SSLContext context = authority.client(authority.issue(TestAuthority.KeyKind.EC, soon, "CN=late"));
        String versions = "min_version: '" + version + "'\n"
                + (version.equals("1.2") ? "cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]\n" : "");
        try (TestBroker broker = broker(verifying() + versions)) {
            try (RawClient client = RawClient.connect(broker.port()).secured(context)) {
                client.handshake(RawClient.USUAL);
            }
            await().atMost(PATIENCE).until(() -> broker.broker().connections().openCount() == 0);

            // when
            await().atMost(PATIENCE).until(() -> Instant.now().isAfter(soon));

            // then
            expectTurnedAway(broker, context);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "handshake_first: true", "handshake_first: auto"})
    void shouldRefusePlainText(String inTls) throws Exception {
        // given
        try (TestBroker broker = broker(inTls);
                RawClient client = RawClient.connectMutely(broker.port())) {

            // when
            client.send("CONNECT {}\r\nPING\r\n");

            // then
            assertThat(client.untilClosed()).doesNotContain("PONG", "+OK");
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.TLS_HANDSHAKE_FAILURE);
        }
    }

    @Test
    void shouldTellAClientThatDoesNotBeginInTime() throws Exception {
        // given
        try (TestBroker broker = broker("timeout: 100ms");

                // when
                RawClient slow = RawClient.connect(broker.port())) {

            // then
            assertThat(slow.untilClosed()).isEqualTo("-ERR 'Secure Connection - TLS Required'\r\n");
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.TLS_HANDSHAKE_FAILURE);
        }
    }

    @Test
    void shouldNotWaitForAHandshakeThatDoesNotEnd() throws Exception {
        // given
        try (TestBroker broker = broker("timeout: 100ms\nhandshake_first: true");
                RawClient slow = RawClient.connectMutely(broker.port())) {

            // when
            slow.send(new byte[] {0x16, 0x03, 0x01, 0x02});

            // then
            slow.untilClosed();
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.TLS_HANDSHAKE_FAILURE);
            assertThat(broker.broker().connections().openCount()).isZero();
        }
    }

    @Test
    void shouldCountTheTimeToConnectFromTheHandshakeOn() throws Exception {
        // given
        String password = "authorization { user: a, password: b, timeout: 200ms }";
        try (TestBroker broker = broker(1, "", password);
                RawClient client = RawClient.connect(broker.port()).secured(authority.client(null))) {

            // when
            String said = client.untilClosed();

            // then
            assertThat(said).isEqualTo("-ERR 'Authentication Timeout'\r\n");
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.AUTHENTICATION_TIMEOUT);
        }
    }

    @Test
    void shouldRefuseALineThatIsTooLong() throws Exception {
        // given
        try (TestBroker broker = broker("");
                RawClient client = RawClient.connect(broker.port()).secured(authority.client(null))) {

            // when
            client.send("CONNECT {\"name\":\"" + "x".repeat(10_000));

            // then
            assertThat(client.untilClosed()).isEqualTo("-ERR 'maximum control line exceeded'\r\n");
        }
    }

    @Test
    void shouldThrottleHandshakes() throws Exception {
        // given
        try (TestBroker broker = broker("connection_rate_limit: 1");
                RawClient first = RawClient.connect(broker.port()).secured(authority.client(null));
                RawClient second = RawClient.connect(broker.port())) {
            first.handshake(RawClient.USUAL);

            // when
            second.send(new byte[] {0x16, 0x03, 0x01, 0x00, 0x01, 0x00});

            // then
            assertThat(second.untilClosed())
                    .isEqualTo("-ERR 'Connection throttling is active. Please try again later.'\r\n");
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.MAXIMUM_CONNECTIONS_EXCEEDED);
        }
    }

    // Files

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cert_file: '/none.pem', key_file: '/none.key' | there is no file /none.pem",
                "KEYS, ca_file: '/none.pem' | there is no file /none.pem",
                "KEYS, cipher_suites: [TLS_OF_OLD] | unrecognized cipher TLS_OF_OLD",
                "KEYS, curve_preferences: [CurveOfOld] | urve"
            })
    void shouldNotBeginWithoutWhatItNeeds(String inTls, String message) {
        // given
        String config = "tls { " + inTls.replace("KEYS", server.asConfig()) + " }\n";

        // when
        assertThatThrownBy(() -> TestBroker.start(1, config))

                // then
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(message);
    }

    /** What a client does that is told nothing and shows nothing. */
    private static @Nullable String error(SSLContext context, int port) {
        try (RawClient client = RawClient.connect(port).secured(context)) {
            client.handshake(RawClient.USUAL);
            return null;
        } catch (UncheckedIOException e) {
            return e.getMessage();
        }
    }

    @Test
    void shouldUseTheKeysOfItsFilesAsTheyWereAtTheStart() throws Exception {
        // given
        TestAuthority another = new TestAuthority(directory);
        TestAuthority.Issued replaced = another.server();
        TestAuthority.Issued own = authority.server();
        try (TestBroker broker = TestBroker.start(1, "tls { " + own.asConfig() + " }\n")) {

            // when
            Files.copy(replaced.certificateFile(), own.certificateFile(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(replaced.keyFile(), own.keyFile(), StandardCopyOption.REPLACE_EXISTING);

            // then
            assertThat(error(authority.client(null), broker.port())).isNull();
        }
    }
}
