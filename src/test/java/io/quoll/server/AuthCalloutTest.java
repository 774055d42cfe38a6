package io.quoll.server;

import static io.quoll.testkit.TestOperator.connect;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quoll.account.jwt.AuthorizationRequest;
import io.quoll.account.nkey.CurveKey;
import io.quoll.account.nkey.PublicKey;
import io.quoll.testkit.AuthService;
import io.quoll.testkit.AuthService.Question;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TestBroker;
import io.quoll.testkit.TestOperator;
import io.quoll.testkit.TokenDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthCalloutTest {

    private static final String REFUSED = "-ERR 'Authorization Violation'\r\n";
    private static final Signer ISSUER = Signer.account();

    private static final String CONFIG = "accounts: { AUTH: { users: [ {user: auth, password: auth} ] }, APP: {} }\n"
            + "authorization: { timeout: 1s, auth_callout: { issuer: " + ISSUER.key()
            + ", account: AUTH, auth_users: [ auth ] } }";

    @Test
    void shouldLetInWhomTheServiceAccepts() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, CONFIG);
                Connection connection = broker.connect("auth", "auth");
                RawClient client = broker.connect()) {
            AuthService service = AuthService.start(
                    connection,
                    (self, question) -> question.accept(
                            ISSUER,
                            user(question)
                                    .nats("\"subs\":-1,\"payload\":-1,\"pub\":{\"allow\":[\"a\"]}")
                                    .signedBy(ISSUER)));

            // when
            client.send(connect("\"user\":\"ada\",\"pass\":\"secret\",\"name\":\"me\"") + "PING\r\nPUB b 0\r\n\r\n");

            // then
            client.expect("PONG\r\n-ERR 'Permissions Violation for Publish to \"b\"'\r\n");
            assertThat(service.requests()).hasSize(1);
            assertThat(service.requests().get(0))
                    .contains("\"aud\":\"nats-authorization-request\"")
                    .contains("\"sub\":\"" + ISSUER.key() + "\"")
                    .contains("\"connect_opts\":{\"user\":\"ada\",\"pass\":\"secret\",\"name\":\"me\"")
                    .contains("\"client_info\":{\"host\":\"127.0.0.1\"", "\"kind\":\"Client\",\"type\":\"nats\"");
        }
    }

    static Stream<Arguments> badAnswers() {
        Signer other = Signer.account();
        return Stream.of(
                answer("an error", question -> question.refuse(ISSUER, "go away")),
                answer("nothing", question -> ""),
                answer("junk", question -> "junk"),
                answer(
                        "somebody else's signature",
                        question -> question.accept(other, user(question).signedBy(ISSUER))),
                answer(
                        "a user of somebody else",
                        question -> question.accept(ISSUER, user(question).signedBy(other))),
                answer(
                        "another user",
                        question -> question.accept(
                                ISSUER,
                                TokenDraft.user(Signer.user()).audience("APP").signedBy(ISSUER))),
                answer("an answer about another user", question -> new Question(
                                "", Signer.user().key(), question.serverId())
                        .accept(ISSUER, user(question).signedBy(ISSUER))),
                answer("an answer for another server", question -> new Question(
                                "", question.userKey(), "NDDQYDZMXUDPRYPC2SPZIRFQ2LSYSHZDK6OPJLWCSBRAVVUVTQAGKNU5")
                        .accept(ISSUER, user(question).signedBy(ISSUER))),
                answer(
                        "an account that is not there",
                        question -> question.accept(
                                ISSUER, user(question).audience("NONE").signedBy(ISSUER))),
                answer(
                        "no account",
                        question -> question.accept(
                                ISSUER, TokenDraft.user(question.userKey()).signedBy(ISSUER))),
                answer(
                        "an expired user",
                        question -> question.accept(
                                ISSUER,
                                user(question)
                                        .expires(Instant.now().minusSeconds(5))
                                        .signedBy(ISSUER))),
                answer(
                        "another network",
                        question -> question.accept(
                                ISSUER,
                                user(question)
                                        .nats("\"src\":[\"192.0.2.0/24\"]")
                                        .signedBy(ISSUER))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badAnswers")
    void shouldRefuseOn(String what, Function<Question, String> answer) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, CONFIG);
                Connection connection = broker.connect("auth", "auth");
                RawClient client = broker.connect()) {
            AuthService.start(connection, (self, question) -> answer.apply(question));

            // when
            client.send(connect("\"user\":\"ada\",\"pass\":\"secret\"") + "PING\r\n");

            // then
            assertThat(client.untilClosed()).as(what).isEqualTo(REFUSED);
        }
    }

    @Test
    void shouldRefuseWhenNobodyAnswers() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, CONFIG);
                RawClient client = broker.connect()) {

            // when
            client.send(connect("\"user\":\"ada\",\"pass\":\"secret\"") + "PING\r\n");

            // then
            assertThat(client.untilClosed()).isEqualTo(REFUSED);
        }
    }

    @Test
    void shouldNotLetUsersOfTheServiceAskThemselves() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, CONFIG);
                RawClient client = broker.connect()) {
            client.send(connect("\"user\":\"auth\",\"pass\":\"auth\"") + "PING\r\n")
                    .expect("PONG\r\n");

            // when
            client.send("PUB $SYS.REQ.USER.AUTH 0\r\n\r\n");

            // then
            client.expect("-ERR 'Permissions Violation for Publish to \"$SYS.REQ.USER.AUTH\"'\r\n");
        }
    }

    @Test
    void shouldSealWhatItAsks() throws Exception {
        // given
        CurveKey key = CurveKey.generate();
        String config = CONFIG.replace("auth_users", "xkey: " + key.publicKey() + ", auth_users");
        BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
        try (TestBroker broker = TestBroker.start(1, config);
                Connection connection = broker.connect("auth", "auth");
                RawClient client = broker.connect()) {
            connection.createDispatcher(requests::add).subscribe(AuthorizationRequest.SUBJECT);
            connection.flush(Duration.ofSeconds(10));

            // when
            client.send(connect("\"user\":\"ada\",\"pass\":\"secret\"") + "PING\r\n");
            Message request = requests.poll(10, TimeUnit.SECONDS);

            // then
            String sender = request.getHeaders().getFirst(AuthorizationRequest.CURVE_KEY_HEADER);
            byte[] token = key.open(request.getData(), PublicKey.parse(sender).orElseThrow());
            String claims =
                    new String(Base64.getUrlDecoder().decode(new String(token, UTF_8).split("\\.", -1)[1]), UTF_8);
            assertThat(claims).contains("\"pass\":\"secret\"", "\"xkey\":\"" + sender + "\"");
            assertThat(client.untilClosed()).isEqualTo(REFUSED);
        }
    }

    @Test
    void shouldWantACurveKeyToSealFor() {
        // given
        String config = CONFIG.replace("auth_users", "xkey: " + ISSUER.key() + ", auth_users");

        // when, then
        assertThatThrownBy(() -> TestBroker.start(1, config))
                .hasMessageContaining("the xkey of auth_callout must be a public curve key");
    }

    @Test
    void shouldRefuseAWrongPasswordOfTheServiceItself() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, CONFIG);
                RawClient client = broker.connect()) {

            // when
            client.send(connect("\"user\":\"auth\",\"pass\":\"guess\"") + "PING\r\n");

            // then
            assertThat(client.untilClosed()).isEqualTo(REFUSED);
        }
    }

    @Test
    void shouldAskTheServiceOfAnOperatorsAccount() throws Exception {
        // given
        TestOperator operator = new TestOperator();
        Signer authUser = Signer.user();
        Signer sentinel = Signer.user();
        String account = operator.accountToken("\"authorization\":{\"auth_users\":[\"" + authUser.key() + "\"]},");
        String sentinelToken = TokenDraft.user(sentinel)
                .nats("\"bearer_token\":true,\"pub\":{\"deny\":[\">\"]},\"sub\":{\"deny\":[\">\"]}")
                .signedBy(operator.account);
        try (TestBroker broker = TestBroker.start(1, operator.config(account));
                Connection connection = Nats.connect(new Options.Builder()
                        .server(broker.url())
                        .authHandler(Nats.staticCredentials(
                                operator.userToken(authUser).toCharArray(),
                                authUser.nkey().getSeed()))
                        .build());
                RawClient client = broker.connect()) {
            AuthService.start(
                    connection,
                    (self, question) -> question.accept(
                            operator.account,
                            TokenDraft.user(question.userKey()).signedBy(operator.account)));

            // when
            client.send(
                    connect("\"jwt\":\"" + sentinelToken + "\",\"user\":\"ada\"") + "PING\r\nPUB a 0\r\n\r\nPING\r\n");

            // then
            client.expect("PONG\r\nPONG\r\n");
        }
    }

    private static TokenDraft user(Question question) {
        return TokenDraft.user(question.userKey()).name("ada").audience("APP");
    }

    private static Arguments answer(String what, Function<Question, String> answer) {
        return Arguments.of(what, answer);
    }
}
