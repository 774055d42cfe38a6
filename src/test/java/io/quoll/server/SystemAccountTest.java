package io.quoll.server;

import static io.quoll.testkit.TestOperator.connect;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.TestBroker;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemAccountTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String CONFIG = "server_name: here\naccounts: {\n"
            + "$SYS: { users: [ {user: sys, password: sys} ] }\n"
            + "APP: { users: [ {user: app, password: app, permissions: { publish: [\"$SYS.REQ.>\", a], "
            + "subscribe: [\"_INBOX.>\"] }} ] } }";

    private TestBroker broker;
    private Connection system;

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(1, CONFIG);
        system = broker.connect("sys", "sys");
    }

    @AfterEach
    void stop() throws Exception {
        system.close();
        broker.close();
    }

    @Test
    void shouldTellUsersWhoTheyAre() throws Exception {
        // given
        try (Connection app = broker.connect("app", "app")) {

            // when
            String answer = ask(app, "$SYS.REQ.USER.INFO", "");

            // then
            assertThat(answer)
                    .startsWith("{\"server\":{\"name\":\"here\"")
                    .contains("\"data\":{\"user\":\"app\",\"account\":\"APP\"")
                    .contains("\"permissions\":{\"publish\":{\"allow\":[\"$SYS.REQ.>\",\"a\"]}")
                    .doesNotContain("password");
        }
    }

    @Test
    void shouldTellUsersOfTheirAccountAndOfNoOther() throws Exception {
        // given
        try (Connection app = broker.connect("app", "app")) {

            // when
            String answer = ask(app, "$SYS.REQ.ACCOUNT.PING.STATZ", "");

            // then
            assertThat(answer).contains("\"acc\":\"APP\"", "\"conns\":1").doesNotContain("$SYS\"");
        }
    }

    @Test
    void shouldNotAnswerOperatorsRequestsInOtherAccounts() {
        // given
        try (RawClient app = broker.connect()) {
            app.send(connect("\"user\":\"app\",\"pass\":\"app\"") + "SUB _INBOX.x 1\r\nPING\r\n")
                    .expect("PONG\r\n");

            // when
            app.send("PUB $SYS.REQ.SERVER.PING _INBOX.x 0\r\n\r\n");

            // then
            app.expect("HMSG _INBOX.x 1 52 52\r\nNATS/1.0 503\r\n");
        }
    }

    @Test
    void shouldSayWhoItIs() throws Exception {
        // given
        String id = broker.broker().identity().id();

        // when
        String answer = ask(system, "$SYS.REQ.SERVER.PING.IDZ", "");

        // then
        assertThat(answer).isEqualTo("{\"name\":\"here\",\"host\":\"127.0.0.1\",\"id\":\"" + id + "\"}");
    }

    @Test
    void shouldShowItsStatistics() throws Exception {
        // given
        String id = broker.broker().identity().id();

        // when
        String answer = ask(system, "$SYS.REQ.SERVER." + id + ".STATSZ", "");

        // then
        assertThat(answer)
                .contains("\"server\":{", "\"statsz\":{\"start\":", "\"connections\":1", "\"active_accounts\":1");
    }

    @Test
    void shouldAnswerOnlyForServersThatAreMeant() throws Exception {
        // given
        String others = "{\"server_name\":\"there\"}";

        // when
        Message silence = system.request("$SYS.REQ.SERVER.PING", others.getBytes(UTF_8), Duration.ofMillis(300));

        // then
        assertThat(silence).isNull();
        assertThat(ask(system, "$SYS.REQ.SERVER.PING", "{\"server_name\":\"her\"}"))
                .contains("\"statsz\"");
    }

    @Test
    void shouldComplainOfRequestsThatAreNoJson() throws Exception {
        // given
        String request = "junk";

        // when
        String answer = ask(system, "$SYS.REQ.SERVER.PING.VARZ", request);

        // then
        assertThat(answer).contains("\"error\":{\"code\":400");
    }

    @Test
    void shouldTellOfClientsThatComeAndGo() throws Exception {
        // given
        Subscription connects = system.subscribe("$SYS.ACCOUNT.APP.CONNECT");
        Subscription disconnects = system.subscribe("$SYS.ACCOUNT.APP.DISCONNECT");
        Subscription counts = system.subscribe("$SYS.ACCOUNT.APP.SERVER.CONNS");
        system.flush(PATIENCE);

        // when
        broker.connect("app", "app").close();

        // then
        assertThat(text(connects))
                .contains("\"type\":\"io.nats.server.advisory.v1.client_connect\"", "\"acc\":\"APP\",\"user\":\"app\"");
        assertThat(text(disconnects))
                .contains("\"type\":\"io.nats.server.advisory.v1.client_disconnect\"", "\"reason\":\"Client Closed\"");
        assertThat(text(counts)).contains("\"acc\":\"APP\"", "\"conns\":1");
        assertThat(text(counts)).contains("\"conns\":0");
    }

    @Test
    void shouldTellOfClientsThatAreRefused() throws Exception {
        // given
        Subscription errors = system.subscribe("$SYS.SERVER.*.CLIENT.AUTH.ERR");
        system.flush(PATIENCE);
        try (RawClient client = broker.connect()) {

            // when
            client.send(connect("\"user\":\"app\",\"pass\":\"wrong secret\""));

            // then
            assertThat(text(errors))
                    .contains("\"reason\":\"Authentication Failure\"")
                    .doesNotContain("wrong secret");
        }
    }

    @Test
    void shouldKickAClient() throws Exception {
        // given
        try (RawClient client = broker.connect()) {
            client.send(connect("\"user\":\"app\",\"pass\":\"app\"") + "PING\r\n")
                    .expect("PONG\r\n");

            // when
            String answer =
                    ask(system, "$SYS.REQ.SERVER." + broker.broker().identity().id() + ".KICK", "{\"cid\":2}");

            // then
            assertThat(answer).startsWith("{\"server\":{").doesNotContain("data", "error");
            assertThat(client.untilClosed()).isEmpty();
        }
    }

    private static String ask(Connection connection, String subject, String request) throws Exception {
        Message answer = connection.request(subject, request.getBytes(UTF_8), PATIENCE);
        assertThat(answer).as(subject).isNotNull();
        return new String(answer.getData(), UTF_8);
    }

    private static String text(Subscription subscription) throws Exception {
        Message message = subscription.nextMessage(PATIENCE);
        assertThat(message).isNotNull();
        return new String(message.getData(), UTF_8);
    }
}
