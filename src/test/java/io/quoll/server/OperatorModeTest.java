package io.quoll.server;

import static io.quoll.testkit.TestOperator.connect;
import static io.quoll.testkit.TestOperator.proof;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TestBroker;
import io.quoll.testkit.TestOperator;
import io.quoll.testkit.TokenDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
