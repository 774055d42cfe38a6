package io.quoll.server;

import static io.quoll.testkit.TestOperator.connect;
import static io.quoll.testkit.TestOperator.nonce;
import static io.quoll.testkit.TestOperator.proof;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quoll.testkit.RawClient;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TestBroker;
import io.quoll.testkit.TestOperator;
import io.quoll.testkit.TokenDraft;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody may try who should not come in, and exactly what is answered. */
class HostileCredentialsTest {

    private static final String REFUSED = "-ERR 'Authorization Violation'\r\n";

    private static final TestOperator OPERATOR = new TestOperator();
    private static final Signer USER = Signer.user();
    private static final Signer OTHER = Signer.user();
    private static final Signer REVOKED = Signer.user();
    private static final Signer ROLE = Signer.account();

    /** The password is {@code password}; of another cost than those that are made today. */
    private static final String HASH_OF_OTHER_COST = "$2a$04$LHTDwd7TA.0Kn5g05FKzGu/czSyrO7nSJn5uOdut9/T1SIjuaXx3y";

    private static TestBroker tokens;
    private static TestBroker users;

    @BeforeAll
    static void start() {
        String account = OPERATOR.accountToken("\"signing_keys\":[{\"kind\":\"user_scope\",\"key\":\"" + ROLE.key()
                + "\",\"role\":\"r\",\"template\":{\"pub\":{\"allow\":[\"a\"]}}}],\"revocations\":{\"" + REVOKED.key()
                + "\":" + Instant.now().plusSeconds(60).getEpochSecond() + "},");
        tokens = TestBroker.start(1, OPERATOR.config(account));
        users = TestBroker.start(
                1,
                "authorization: { users: [ {nkey: " + USER.key()
                        + "}, {user: ada, password: secret}, {user: bob, password: \"" + HASH_OF_OTHER_COST
                        + "\"} ] }");
    }

    @AfterAll
    static void stop() throws Exception {
        tokens.close();
        users.close();
    }

    static Stream<Arguments> tokenTries() {
        return Stream.of(
                refused("nothing at all", info -> ""),
                refused("a password", info -> "\"user\":\"a\",\"pass\":\"b\""),
                refused(
                        "a key without a token",
                        info -> "\"nkey\":\"" + USER.key() + "\",\"sig\":\"" + USER.sign(nonce(info)) + "\""),
                refused("junk for a token", info -> proof("eyJ0eXAi.e30.c2ln", USER, info)),
                refused("no signature", info -> "\"jwt\":\"" + OPERATOR.userToken(USER) + "\""),
                refused(
                        "a signature of another nonce",
                        info -> "\"jwt\":\"" + OPERATOR.userToken(USER) + "\",\"sig\":\"" + USER.sign("AAAAAAAAAAAAAAA")
                                + "\""),
                refused("a signature of somebody else", info -> proof(OPERATOR.userToken(USER), OTHER, info)),
                refused(
                        "an expired token",
                        info -> proof(
                                user().expires(Instant.now().minusSeconds(5)).signedBy(OPERATOR.account), USER, info)),
                refused(
                        "a token of tomorrow",
                        info -> proof(
                                user().notBefore(Instant.now().plusSeconds(86_400))
                                        .signedBy(OPERATOR.account),
                                USER,
                                info)),
                refused("a revoked user", info -> proof(OPERATOR.userToken(REVOKED), REVOKED, info)),
                refused("an unknown account", info -> proof(user().signedBy(Signer.account()), USER, info)),
                refused(
                        "an unknown signing key",
                        info -> proof(
                                user().nats("\"issuer_account\":\"" + OPERATOR.account.key() + "\"")
                                        .signedBy(Signer.account()),
                                USER,
                                info)),
                refused("a user signed by the operator", info -> proof(user().signedBy(OPERATOR.operator), USER, info)),
                refused("a user signed by itself", info -> proof(user().signedBy(USER), USER, info)),
                refused(
                        "alg none",
                        info -> proof(
                                user().header("{\"typ\":\"JWT\",\"alg\":\"none\"}")
                                        .signedBy(OPERATOR.account),
                                USER,
                                info)),
                refused(
                        "alg HS256",
                        info -> proof(
                                user().header("{\"typ\":\"JWT\",\"alg\":\"HS256\"}")
                                        .signedBy(OPERATOR.account),
                                USER,
                                info)),
                refused("an account for a user", info -> proof(OPERATOR.accountToken(), USER, info)),
                refused(
                        "more than its signing key's scope",
                        info -> proof(
                                user().nats("\"issuer_account\":\"" + OPERATOR.account.key()
                                                + "\",\"pub\":{\"allow\":[\">\"]}")
                                        .signedBy(ROLE),
                                USER,
                                info)),
                refused("another network", info -> proof(limited("\"src\":[\"192.0.2.0/24\"]"), USER, info)),
                refused(
                        "another way in",
                        info -> proof(limited("\"allowed_connection_types\":[\"WEBSOCKET\"]"), USER, info)),
                refused(
                        "a way in that nobody knows",
                        info -> proof(limited("\"allowed_connection_types\":[\"PIGEON\"]"), USER, info)),
                refused("without the proxy it needs", info -> proof(limited("\"proxy_required\":true"), USER, info)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tokenTries")
    void shouldRefuseToken(String what, Function<String, String> credentials) {
        // given
        try (RawClient client = tokens.connect()) {

            // when
            client.send(connect(credentials.apply(client.info())) + "PING\r\n");

            // then
            assertThat(client.untilClosed()).as(what).isEqualTo(REFUSED);
        }
    }

    static Stream<Arguments> userTries() {
        return Stream.of(
                refused("nothing at all", info -> ""),
                refused("a wrong password", info -> "\"user\":\"ada\",\"pass\":\"guess\""),
                refused("no password", info -> "\"user\":\"ada\""),
                refused("an unknown user", info -> "\"user\":\"eve\",\"pass\":\"secret\""),
                refused("a hash for a password", info -> "\"user\":\"bob\",\"pass\":\"" + HASH_OF_OTHER_COST + "\""),
                refused("a wrong password for a hash", info -> "\"user\":\"bob\",\"pass\":\"guess\""),
                refused("a token", info -> "\"auth_token\":\"secret\""),
                refused(
                        "an unknown key",
                        info -> "\"nkey\":\"" + OTHER.key() + "\",\"sig\":\"" + OTHER.sign(nonce(info)) + "\""),
                refused("a key without a signature", info -> "\"nkey\":\"" + USER.key() + "\""),
                refused(
                        "a replayed signature",
                        info -> "\"nkey\":\"" + USER.key() + "\",\"sig\":\"" + replayed() + "\""),
                refused(
                        "a signature of somebody else",
                        info -> "\"nkey\":\"" + USER.key() + "\",\"sig\":\"" + OTHER.sign(nonce(info)) + "\""),
                refused("a key for a user name", info -> "\"user\":\"" + USER.key() + "\",\"pass\":\"\""),
                refused("an account of its own", info -> "\"user\":\"ada\",\"pass\":\"secret\",\"account\":\"$SYS\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("userTries")
    void shouldRefuseUser(String what, Function<String, String> credentials) {
        // given
        try (RawClient client = users.connect()) {

            // when
            client.send(connect(credentials.apply(client.info())) + "PING\r\n");

            // then
            assertThat(client.untilClosed()).as(what).isEqualTo(REFUSED);
        }
    }

    @Test
    void shouldAcceptAHashOfAnotherCost() {
        // given
        try (RawClient client = users.connect()) {

            // when
            client.send(connect("\"user\":\"bob\",\"pass\":\"password\"") + "PING\r\n");

            // then
            client.expect("PONG\r\n");
        }
    }

    @Test
    void shouldRefuseAConnectThatIsTooLong() {
        // given
        try (RawClient client = tokens.connect()) {

            // when
            client.send("CONNECT {\"jwt\":\"" + "x".repeat(8192) + "\"}\r\n");

            // then
            assertThat(client.untilClosed()).isEqualTo("-ERR 'maximum control line exceeded'\r\n");
        }
    }

    @Test
    void shouldKeepNothingOfThoseWhoWereRefused() {
        // given
        int threads = Thread.activeCount();

        // when
        for (int i = 0; i < 200; i++) {
            try (RawClient client = users.connect()) {
                client.send(connect(
                        i % 2 == 0
                                ? "\"user\":\"bob\",\"pass\":\"guess\""
                                : "\"user\":\"eve" + i + "\",\"pass\":\"x\""));
                assertThat(client.untilClosed()).isEqualTo(REFUSED);
            }
        }

        // then
        await().until(() -> users.broker().connections().openCount() == 0);
        assertThat(users.broker().accounts().global().connections()).isZero();
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
    }

    /** What another client has signed on a connection of its own. */
    private static String replayed() {
        try (RawClient other = users.connect()) {
            return USER.sign(nonce(other.info()));
        }
    }

    private static Arguments refused(String what, Function<String, String> credentials) {
        return Arguments.of(what, credentials);
    }

    private static TokenDraft user() {
        return TokenDraft.user(USER);
    }

    private static String limited(String fields) {
        return user().nats("\"subs\":-1,\"payload\":-1," + fields).signedBy(OPERATOR.account);
    }
}
