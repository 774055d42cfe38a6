package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.quoll.config.PropertySource;
import io.quoll.config.Settings;
import io.quoll.config.SettingsLoader;
import io.quoll.connection.CloseReason;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.TestAuthority;
import io.quoll.testkit.TestBroker;
import io.quoll.transport.tls.TlsException;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A running broker that is given other settings. */
class ReloadTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory = Path.of("");

    private static String users(String... namesAndPasswords) {
        StringBuilder users = new StringBuilder("authorization { users: [");
        for (int i = 0; i < namesAndPasswords.length; i += 2) {
            users.append(i == 0 ? " {user: " : ", {user: ")
                    .append(namesAndPasswords[i])
                    .append(", password: '")
                    .append(namesAndPasswords[i + 1])
                    .append("'}");
        }
        return users.append(" ] }\n").toString();
    }

    private static String connect(String user, String password) {
        return "{\"user\":\"" + user + "\",\"pass\":\"" + password + "\",\"verbose\":false,\"protocol\":1}";
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndThoseWhoMayNoLongerBeThere(boolean hashed) throws Exception {
        // given
        String stays = hashed ? BCrypt.withDefaults().hashToString(4, "s".toCharArray()) : "s";
        try (TestBroker broker = TestBroker.start(2, users("stays", stays, "goes", "g", "changes", "c"));
                RawClient staying = broker.connect(connect("stays", "s"));
                RawClient going = broker.connect(connect("goes", "g"));
                RawClient changing = broker.connect(connect("changes", "c"))) {

            // when
            broker.reload(users("stays", stays, "changes", "other", "comes", "x"));

            // then
            assertThat(going.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
            assertThat(changing.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
            staying.expectNothingMore();
            broker.connect(connect("comes", "x")).close();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            broker.broker().connections().closed())
                    .filteredOn(client -> client.reason() == CloseReason.AUTHENTICATION_FAILURE)
                    .hasSize(2));
        }
    }

    @Test
    void shouldEndThoseWhoNeverSaidWhoTheyAre() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start();
                RawClient nobody = broker.connect(RawClient.USUAL);
                RawClient mute = broker.connect();
                RawClient active = broker.connect()) {
            active.send("SUB foo 1\r\n").expect("+OK\r\n");

            // when
            broker.reload(users("a", "b"));

            // then
            assertThat(nobody.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
            assertThat(active.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
            mute.send("CONNECT " + connect("a", "b") + "\r\nPING\r\n").expect("PONG\r\n");
            try (RawClient later = broker.connect()) {
                assertThat(later.info()).contains("\"auth_required\":true");
            }
        }
    }

    @Test
    void shouldEndSubscriptionsThatMayNoLongerBe() throws Exception {
        // given
        String user = "authorization { users: [ {user: a, password: b%s} ] }\n";
        String denying = ", permissions: { subscribe: { allow: '>', deny: [foo, 'foo q', bar.secret] } }";
        try (TestBroker broker = TestBroker.start(2, user.formatted(""));
                RawClient subscriber = broker.connect(connect("a", "b"));
                RawClient publisher = broker.connect(connect("a", "b"))) {
            subscriber.send("SUB foo 1\r\nSUB foo q 2\r\nSUB bar.> 3\r\n").expectNothingMore();
            publisher.send("PUB bar.secret 1\r\na\r\n").expectNothingMore();
            subscriber.expect("MSG bar.secret 3 1\r\na\r\n");

            // when
            broker.reload(user.formatted(denying));

            // then
            assertThat(List.of(subscriber.line(), subscriber.line()))
                    .containsExactlyInAnyOrder(
                            "-ERR 'Permissions Violation for Subscription to \"foo\" (sid \"1\")'",
                            "-ERR 'Permissions Violation for Subscription to \"foo\" using queue \"q\" (sid \"2\")'");
            publisher.expectNothingMore();
            publisher.send("PUB foo 1\r\nb\r\nPUB bar.secret 1\r\nc\r\nPUB bar.open 1\r\nd\r\n");
            subscriber.expect("MSG bar.open 3 1\r\nd\r\n");
        }
    }

    @Test
    void shouldSendAwayWhoIsInAnotherAccountNow() throws Exception {
        // given
        String accounts =
                "accounts { A { users: [ {user: a, password: b}%s ] }, B { users: [ {user: x, password: y}%s ] } }\n";
        String moving = ", {user: c, password: d}";
        try (TestBroker broker = TestBroker.start(1, accounts.formatted(moving, ""));
                RawClient staying = broker.connect(connect("a", "b"));
                RawClient moved = broker.connect(connect("c", "d"))) {

            // when
            broker.reload(accounts.formatted("", moving));

            // then
            assertThat(moved.untilClosed()).isEmpty();
            staying.expectNothingMore();
            broker.connect(connect("c", "d")).close();
        }
    }

    @Test
    void shouldHoldLiveClientsToOtherLimits() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, "max_payload: 100\n");
                RawClient client = broker.connect(RawClient.USUAL)) {

            // when
            broker.reload("max_payload: 10\n");
            client.expectNothingMore();
            client.send("PUB foo 10\r\n0123456789\r\n").expectNothingMore();
            client.send("PUB foo 11\r\n");

            // then
            assertThat(client.untilClosed()).isEqualTo("-ERR 'Maximum Payload Violation'\r\n");
            try (RawClient later = broker.connect()) {
                assertThat(later.info()).contains("\"max_payload\":10,");
            }
        }
    }

    @Test
    void shouldEndAsManyAsAreTooMany() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start();
                RawClient one = broker.connect(RawClient.USUAL);
                RawClient two = broker.connect(RawClient.USUAL);
                RawClient three = broker.connect(RawClient.USUAL)) {

            // when
            broker.reload("max_connections: 1\n");

            // then
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            broker.broker().connections().closed())
                    .allMatch(client -> client.reason() == CloseReason.MAXIMUM_CONNECTIONS_EXCEEDED)
                    .hasSize(2));
            assertThat(broker.broker().connections().openCount()).isEqualTo(1);
            assertThat(List.of(one, two, three)).isNotEmpty();
        }
    }

    @Test
    void shouldPingByOtherTimes() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start();
                RawClient silent = broker.connect(RawClient.USUAL)) {

            // when
            broker.reload("ping_interval: 20ms\nping_max: 1\n");

            // then
            assertThat(silent.untilClosed()).endsWith("-ERR 'Stale Connection'\r\n");
        }
    }

    @Test
    void shouldTraceFromNowOn() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start();
                RawClient client = broker.connect(RawClient.USUAL)) {
            client.send("SUB foo 1\r\n");

            // when
            broker.reload("trace: true\ndebug: true\n");
            client.send("PUB foo 2\r\nhi\r\n").expect("MSG foo 1 2\r\nhi\r\n");
            broker.reload("");

            // then
            client.send("PUB foo 2\r\nhi\r\n").expect("MSG foo 1 2\r\nhi\r\n");
        }
    }

    // TLS

    private static Certificate shownBy(TestBroker broker, TestAuthority trusted) throws Exception {
        try (RawClient plain = RawClient.connect(broker.port());
                SSLSocket socket = (SSLSocket) trusted.client(null)
                        .getSocketFactory()
                        .createSocket(plain.socket(), "localhost", broker.port(), true)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void shouldShowTheNewCertificateToThoseWhoComeNow() throws Exception {
        // given
        TestAuthority authority = new TestAuthority(directory);
        TestAuthority.Issued shown = authority.server();
        TestAuthority.Issued replacing = authority.server();
        String config = "tls { " + shown.asConfig() + " }\n";
        try (TestBroker broker = TestBroker.start(1, config);
                RawClient before = RawClient.connect(broker.port()).secured(authority.client(null))) {
            before.handshake(RawClient.USUAL);
            Files.copy(replacing.certificateFile(), shown.certificateFile(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(replacing.keyFile(), shown.keyFile(), StandardCopyOption.REPLACE_EXISTING);

            // when
            broker.reload(config);

            // then
            assertThat(shownBy(broker, authority)).isEqualTo(replacing.certificate());
            before.expectNothingMore();
        }
    }

    @Test
    void shouldBeginAndCeaseToEncrypt() throws Exception {
        // given
        TestAuthority authority = new TestAuthority(directory);
        TestAuthority.Issued server = authority.server();
        try (TestBroker broker = TestBroker.start();
                RawClient before = broker.connect(RawClient.USUAL)) {

            // when
            broker.reload("tls { " + server.asConfig() + " }\n");

            // then
            assertThat(shownBy(broker, authority)).isEqualTo(server.certificate());
            before.expectNothingMore();
            broker.reload("");
            broker.connect(RawClient.USUAL).close();
        }
    }

    @Test
    void shouldKeepWhatItHasIfAFileIsNotInOrder() throws Exception {
        // given
        TestAuthority authority = new TestAuthority(directory);
        TestAuthority.Issued server = authority.server();
        String config = "tls { " + server.asConfig() + " }\n";
        try (TestBroker broker = TestBroker.start(1, config)) {
            Files.writeString(server.keyFile(), "no key");

            // when
            assertThatThrownBy(() -> broker.reload(config + "max_payload: 10\n"))

                    // then
                    .isInstanceOf(TlsException.class);
            assertThat(shownBy(broker, authority)).isEqualTo(server.certificate());
            assertThat(broker.broker().settings().maxPayload()).isEqualTo(1 << 20);
        }
    }

    // What cannot be

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server_name: other | config reload not supported for server_name: old=, new=other",
                "max_subscriptions: 5 | config reload not supported for max_subscriptions: old=0, new=5",
                "http_port: 5 | config reload not supported for http_port: old=0, new=5",
                "websocket { port: -1, no_tls: true } | config reload not supported for websocket: old="
            })
    void shouldChangeNothingIfSomethingCannotChange(String line, String message) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start()) {

            // when
            assertThatThrownBy(() -> broker.reload("max_payload: 10\n" + line + "\n"))

                    // then
                    .isInstanceOf(ReloadException.class)
                    .hasMessageStartingWith(message);
            assertThat(broker.broker().settings().maxPayload()).isEqualTo(1 << 20);
            assertThat(broker.broker().connections().settings().maxPayloadBytes())
                    .isEqualTo(1 << 20);
        }
    }

    @Test
    void shouldNotShowSecrets() throws Exception {
        // given
        Settings before = settings("authorization { user: a, password: secret1 }\nport: 1");
        Settings after = settings("authorization { user: a, password: secret2 }\nport: 2");

        // when
        assertThatThrownBy(() -> SettingsChange.between(before, after))

                // then
                .hasMessage("config reload not supported for port: old=1, new=2");
    }

    private static Settings settings(String text) {
        return new SettingsLoader(Map.of()).loadText("test.conf", text, Map.of(), PropertySource.none());
    }

    @Test
    void shouldSayWhyItCannotReadAgain() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start()) {

            // when
            Optional<String> why = broker.broker().reloadConfiguration();

            // then
            assertThat(why).contains("can only reload config when a file is provided using -c or --config");
        }
    }

    /** A broker that reads its configuration from a file. */
    private static final class FileBroker implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final Broker broker;
        private final Reload reload;

        FileBroker(Path file) {
            PropertySource properties = PropertySource.of(
                    Map.of("quoll.config", file.toString(), "quoll.listen", "127.0.0.1:-1", "quoll.event-loops", "1"));
            SettingsLoader loader = new SettingsLoader(Map.of());
            broker = new Broker(loader.load(Map.of(), properties), vertx);
            reload = new Reload(broker, () -> loader.load(Map.of(), properties));
            broker.readsAgainBy(reload);
            broker.start();
        }

        @Override
        public void close() {
            broker.stop();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void shouldReadTheFileAgain() throws Exception {
        // given
        Path file = Files.writeString(directory.resolve("quoll.conf"), "max_payload: 100\n");
        try (FileBroker started = new FileBroker(file)) {
            Files.writeString(file, "max_payload: 50\n");

            // when
            Optional<String> first = started.reload.now();
            Files.writeString(file, "max_paylode: 70\n");
            Optional<String> second = started.reload.now();

            // then
            assertThat(first).isEmpty();
            assertThat(second).hasValueSatisfying(why -> assertThat(why).contains("unknown key 'max_paylode'"));
            assertThat(started.broker.settings().maxPayload()).isEqualTo(50);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "max_payload: 50 | ~~ | 50 | ~~",
                "max_payload: 50 | {} | 50 | ~~",
                "max_payload: 50 | x | 100 | ~\"code\":400,\"description\":\"not a JSON object\"~",
                "server_name: n | ~~ | 100 | ~\"code\":500,\"description\":\"config reload not supported for server_name: old=, new=n\"~"
            })
    void shouldReadTheFileAgainOnRequest(String line, String request, int maxPayload, String error) throws Exception {
        // given
        String users = "accounts { $SYS { users: [ {user: s, password: s} ] } }\n";
        Path file = Files.writeString(directory.resolve("quoll.conf"), users + "max_payload: 100\n");
        try (FileBroker started = new FileBroker(file);
                RawClient system = RawClient.connect(started.broker.port())) {
            system.handshake(connect("s", "s"));
            Files.writeString(file, users + (maxPayload == 100 ? "max_payload: 100\n" : "") + line + "\n");
            String subject = "$SYS.REQ.SERVER." + started.broker.identity().id() + ".RELOAD";

            // when
            system.send("SUB answer 1\r\nPUB " + subject + " answer " + request.length() + "\r\n" + request + "\r\n");

            // then
            system.expect("MSG answer 1 ").line();
            String end = error.isEmpty() ? "" : ",\"error\":{" + error + "}";
            assertThat(system.line()).matches("\\{\"server\":\\{[^}]*}" + Pattern.quote(end + "}"));
            assertThat(started.broker.settings().maxPayload()).isEqualTo(maxPayload);
        }
    }
}
