package io.quoll.server;

import static io.quoll.testkit.TestOperator.connect;
import static io.quoll.testkit.TestOperator.nonce;
import static io.quoll.testkit.TestOperator.proof;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.RawWebSocket;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TestBroker;
import io.quoll.testkit.TestOperator;
import io.quoll.testkit.TokenDraft;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorModeTest {

    private final TestOperator operator = new TestOperator();
    private final Signer user = Signer.user();

    @Test
    void shouldLetTheOfficialClientIn() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, operator.config(operator.accountToken()));
                Connection connection = jnats(broker, operator.userToken(user), user)) {
            io.nats.client.Subscription subscription = connection.subscribe("greet");

            // when
            connection.publish("greet", "hello".getBytes(UTF_8));

            // then
            Message message = subscription.nextMessage(Duration.ofSeconds(10));
            assertThat(message).isNotNull();
        }
    }

    @Test
    void shouldLetABearerInWithoutASignature() throws Exception {
        // given
        String token = TokenDraft.user(user)
                .nats("\"subs\":-1,\"payload\":-1,\"bearer_token\":true")
                .signedBy(operator.account);
        try (TestBroker broker = TestBroker.start(1, operator.config(operator.accountToken()));
                RawClient client = broker.connect()) {

            // when
            client.send(connect("\"jwt\":\"" + token + "\"") + "PING\r\n");

            // then
            client.expect("PONG\r\n");
        }
    }

    @Test
    void shouldRefuseABearerWhereTheOperatorWantsNone() throws Exception {
        // given
        String token = TokenDraft.user(user)
                .nats("\"subs\":-1,\"payload\":-1,\"bearer_token\":true")
                .signedBy(operator.account);
        String account = TokenDraft.account(operator.account)
                .nats(TokenDraft.unlimited(",\"disallow_bearer\":true"))
                .signedBy(operator.operator);
        try (TestBroker broker = TestBroker.start(1, operator.config(account));
                RawClient client = broker.connect()) {

            // when
            client.send(connect("\"jwt\":\"" + token + "\"") + "PING\r\n");

            // then
            assertThat(client.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
        }
    }

    @Test
    void shouldKeepUsersToWhatTheyMay() throws Exception {
        // given
        String token = TokenDraft.user(user)
                .nats("\"subs\":1,\"payload\":10,\"pub\":{\"allow\":[\"a.*\"],\"deny\":[\"a.b\"]}")
                .signedBy(operator.account);
        try (TestBroker broker = TestBroker.start(1, operator.config(operator.accountToken()));
                RawClient client = connected(broker, token)) {

            // when
            client.send("PUB a.b 0\r\n\r\n").send("SUB x 1\r\nSUB y 2\r\n").send("PUB a.c 11\r\n12345678901\r\n");

            // then
            assertThat(client.untilClosed())
                    .isEqualTo(String.join(
                            "\r\n",
                            "-ERR 'Permissions Violation for Publish to \"a.b\"'",
                            "-ERR 'maximum subscriptions exceeded'",
                            "-ERR 'Maximum Payload Violation'",
                            ""));
        }
    }

    @Test
    void shouldGiveUsersOfASigningKeyItsScope() throws Exception {
        // given
        Signer role = Signer.account();
        String account = operator.accountToken("\"signing_keys\":[{\"kind\":\"user_scope\",\"key\":\"" + role.key()
                + "\",\"role\":\"r\",\"template\":{\"pub\":{\"allow\":[\"{{name()}}.>\"]}}}],");
        String token = TokenDraft.user(user)
                .name("ada")
                .nats("\"issuer_account\":\"" + operator.account.key() + "\"")
                .signedBy(role);
        try (TestBroker broker = TestBroker.start(1, operator.config(account));
                RawClient client = connected(broker, token)) {

            // when
            client.send("PUB ada.x 0\r\n\r\nPUB bob.x 0\r\n\r\n");

            // then
            client.expect("-ERR 'Permissions Violation for Publish to \"bob.x\"'\r\n");
        }
    }

    @Test
    void shouldEndAConnectionWhenItsTokenExpires() throws Exception {
        // given
        String token =
                TokenDraft.user(user).expires(Instant.now().plusMillis(2100)).signedBy(operator.account);
        try (TestBroker broker = TestBroker.start(1, operator.config(operator.accountToken()));

                // when
                RawClient client = connected(broker, token)) {

            // then
            assertThat(client.untilClosed()).isEqualTo("-ERR 'User Authentication Expired'\r\n");
        }
    }

    @Test
    void shouldLetInNoMoreThanAnAccountMayHave() throws Exception {
        // given
        String account = TokenDraft.account(operator.account)
                .nats(TokenDraft.unlimited(",\"conn\":1"))
                .signedBy(operator.operator);
        try (TestBroker broker = TestBroker.start(1, operator.config(account));
                RawClient first = connected(broker, operator.userToken(user));
                RawClient second = broker.connect()) {

            // when
            second.send(connect(proof(operator.userToken(user), user, second.info())) + "PING\r\n");

            // then
            assertThat(second.untilClosed()).isEqualTo("-ERR 'maximum account active connections exceeded'\r\n");
            first.expectNothingMore();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WEBSOCKET, true, true, ''",
        "WEBSOCKET, true, false, Authorization Violation",
        "STANDARD, true, true, Authorization Violation",
        "STANDARD, true, false, ''",
        "WEBSOCKET, false, true, Authorization Violation"
    })
    void shouldTakeATokenFromACookieIfItMayComeThatWay(String type, boolean bearer, boolean byWeb, String error)
            throws Exception {
        // given
        String token = TokenDraft.user(user)
                .nats("\"subs\":-1,\"payload\":-1,\"bearer_token\":" + bearer + ",\"allowed_connection_types\":[\""
                        + type + "\"]")
                .signedBy(operator.account);
        String web = "websocket { port: -1, no_tls: true, jwt_cookie: session }\n";
        try (TestBroker broker = TestBroker.start(1, web + operator.config(operator.accountToken()));
                RawWebSocket browser =
                        new RawWebSocket(RawClient.connectMutely(broker.broker().webSocketPort()));
                RawClient plain = broker.connect()) {
            browser.open("Cookie: a=b; session=" + token).frame();

            // when
            browser.send(connect("") + "PING\r\n");
            plain.send(connect("\"jwt\":\"" + token + "\"") + "PING\r\n");

            // then
            String expected = error.isEmpty() ? "PONG" : "-ERR '" + error + "'";
            assertThat(byWeb ? browser.frame().text().strip() : plain.line()).isEqualTo(expected);
        }
    }

    @Test
    void shouldTakeATokenFromACookieAndItsProofFromConnect() throws Exception {
        // given
        String web = "websocket { port: -1, no_tls: true, jwt_cookie: session }\n";
        try (TestBroker broker = TestBroker.start(1, web + operator.config(operator.accountToken()));
                RawWebSocket browser =
                        new RawWebSocket(RawClient.connectMutely(broker.broker().webSocketPort()))) {
            String info = browser.open("Cookie: session=" + operator.userToken(user))
                    .frame()
                    .text();

            // when
            browser.send(connect("\"sig\":\"" + user.sign(nonce(info)) + "\"") + "PING\r\n");

            // then
            assertThat(browser.frame().text()).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void shouldKeepStreamsAsTheOperatorSays(@TempDir Path directory) throws Exception {
        // given
        Signer admin = Signer.user();
        String config = "jetstream { store_dir: '" + directory.resolve("streams") + "' }\n" + operator.trust()
                + "resolver: { type: full, dir: \"" + directory.resolve("tokens") + "\" }\n"
                + operator.preload(withStreams("\"mem_storage\":0,\"disk_storage\":-1,\"streams\":1,\"consumer\":-1"));
        try (TestBroker broker = TestBroker.start(1, config);
                Connection system = jnats(broker, operator.systemUserToken(admin), admin);
                Connection client = jnats(broker, operator.userToken(user), user)) {
            JetStreamManagement streams = client.jetStreamManagement();
            streams.addStream(stream("ONE", StorageType.File));
            client.jetStream().publish("ONE", new byte[10]);

            // when
            var second = assertThatThrownBy(() -> streams.addStream(stream("TWO", StorageType.File)));
            update(system, withStreams("\"mem_storage\":-1,\"disk_storage\":5,\"streams\":2,\"consumer\":-1"));

            // then
            second.hasMessageContaining("maximum number of streams reached [10027]");
            streams.addStream(stream("TWO", StorageType.Memory));
            assertThatThrownBy(() -> client.jetStream().publish("ONE", new byte[10]))
                    .isInstanceOf(JetStreamApiException.class);
            update(system, withStreams("\"mem_storage\":0,\"disk_storage\":0"));
            assertThatThrownBy(streams::getStreamNames).isInstanceOf(IOException.class);
            update(system, withStreams("\"mem_storage\":0,\"disk_storage\":-1,\"streams\":-1,\"consumer\":-1"));
            assertThat(streams.getStreamNames()).containsExactlyInAnyOrder("ONE", "TWO");
        }
        try (TestBroker broker = TestBroker.start(1, config);
                Connection client = jnats(broker, operator.userToken(user), user)) {
            assertThat(client.jetStreamManagement()
                            .getStreamInfo("ONE")
                            .getStreamState()
                            .getMsgCount())
                    .isEqualTo(1);
        }
    }

    private String withStreams(String limits) {
        return TokenDraft.account(operator.account)
                .nats(TokenDraft.unlimited("," + limits))
                .signedBy(operator.operator);
    }

    private static StreamConfiguration stream(String name, StorageType storage) {
        return StreamConfiguration.builder()
                .name(name)
                .subjects(name)
                .storageType(storage)
                .build();
    }

    private static void update(Connection system, String token) throws Exception {
        Message answer = system.request("$SYS.REQ.CLAIMS.UPDATE", token.getBytes(UTF_8), Duration.ofSeconds(10));
        assertThat(new String(answer.getData(), UTF_8)).contains("\"code\":200");
    }

    @Test
    void shouldTakeUpdatesOverTheWire(@TempDir Path directory) throws Exception {
        // given
        Signer admin = Signer.user();
        String config = operator.trust() + "resolver: { type: full, dir: \"" + directory + "\" }\n"
                + operator.preload(operator.accountToken());
        String revoking = operator.accountToken(
                "\"revocations\":{\"*\":" + Instant.now().plusSeconds(60).getEpochSecond() + "},");
        try (TestBroker broker = TestBroker.start(1, config);
                Connection system = jnats(broker, operator.systemUserToken(admin), admin);
                RawClient client = connected(broker, operator.userToken(user))) {

            // when
            Message answer = system.request("$SYS.REQ.CLAIMS.UPDATE", revoking.getBytes(UTF_8), Duration.ofSeconds(10));

            // then
            assertThat(new String(answer.getData(), UTF_8))
                    .contains("\"code\":200", "\"message\":\"jwt updated\"", operator.account.key());
            assertThat(client.untilClosed()).isEqualTo("-ERR 'User Authentication Revoked'\r\n");
            assertThat(directory.resolve(operator.account.key() + ".jwt")).hasContent(revoking);
        }
    }

    @Test
    void shouldTakeNoUpdateOfSomebodyElse(@TempDir Path directory) throws Exception {
        // given
        Signer admin = Signer.user();
        String config = operator.trust() + "resolver: { type: full, dir: \"" + directory + "\" }\n"
                + operator.preload(operator.accountToken());
        String forged = TokenDraft.account(operator.account).signedBy(Signer.operator());
        try (TestBroker broker = TestBroker.start(1, config);
                Connection system = jnats(broker, operator.systemUserToken(admin), admin)) {

            // when
            Message answer = system.request(
                    "$SYS.REQ.ACCOUNT." + operator.account.key() + ".CLAIMS.UPDATE",
                    forged.getBytes(UTF_8),
                    Duration.ofSeconds(10));

            // then
            assertThat(new String(answer.getData(), UTF_8)).contains("\"error\"", "not signed by a trusted operator");
        }
    }

    private RawClient connected(TestBroker broker, String token) {
        RawClient client = broker.connect();
        client.send(connect(proof(token, user, client.info())) + "PING\r\n").expect("PONG\r\n");
        return client;
    }

    private static Connection jnats(TestBroker broker, String token, Signer signer) throws Exception {
        return Nats.connect(new Options.Builder()
                .server(broker.url())
                .maxReconnects(0)
                .authHandler(Nats.staticCredentials(
                        token.toCharArray(), signer.nkey().getSeed()))
                .build());
    }
}
