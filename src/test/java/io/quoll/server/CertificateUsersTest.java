package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.RawClient;
import io.quoll.testkit.RawWebSocket;
import io.quoll.testkit.TestAuthority;
import io.quoll.testkit.TestBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients are who their certificates say at the listener whose {@code tls} block wants that, and nobody there at the other. */
class CertificateUsersTest {

    private static final String REFUSED = "-ERR 'Authorization Violation'\r\n";
    private static final String NOTHING = "CONNECT {\"verbose\":false}\r\nPING\r\n";
    private static final String ANN = "CONNECT {\"verbose\":false,\"user\":\"CN=ann\",\"pass\":\"\"}\r\nPING\r\n";
    private static final String BOB = "CONNECT {\"verbose\":false,\"user\":\"bob\",\"pass\":\"secret\"}\r\nPING\r\n";

    @TempDir
    static Path directory = Path.of("");

    private static TestAuthority authority;
    private static TestAuthority.Issued ann;

    @BeforeAll
    static void issue() {
        authority = new TestAuthority(directory);
        ann = authority.issue("CN=ann");
    }

    private static TestBroker broker(String overTcp, String overWebSocket) {
        return TestBroker.start(
                1,
                tls(overTcp) + "websocket { listen: '127.0.0.1:-1'\n" + tls(overWebSocket)
                        + "}\nauthorization { users: [ {user: 'CN=ann'}, {user: bob, password: secret} ] }\n");
    }

    private static String tls(String verification) {
        return "tls {\n" + authority.server().asConfig() + "ca_file: '" + authority.file() + "'\n" + verification
                + ": true\n}\n";
    }

    private static String answerOverTcp(TestBroker broker, String says) {
        try (RawClient client = RawClient.connect(broker.port()).secured(authority.client(ann))) {
            client.send(says);
            return client.line() + "\r\n";
        }
    }

    private static String answerOverWebSocket(TestBroker broker, String says) {
        RawClient secured =
                RawClient.connectMutely(broker.broker().webSocketPort()).secured(authority.client(ann));
        try (RawWebSocket client = new RawWebSocket(secured).open()) {
            client.frame();
            client.send(says);
            return client.frame().text();
        }
    }

    @Test
    void shouldKnowAClientByItsCertificateOverWebSocketAlone() throws Exception {
        // given
        try (TestBroker broker = broker("verify", "verify_and_map")) {

            // when
            String overWebSocket = answerOverWebSocket(broker, NOTHING);
            String overTcp = answerOverTcp(broker, NOTHING);
            String withPassword = answerOverTcp(broker, BOB);

            // then
            assertThat(overWebSocket).isEqualTo("PONG\r\n");
            assertThat(overTcp).isEqualTo(REFUSED);
            assertThat(withPassword).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void shouldKnowAClientByItsCertificateOverTcpAlone() throws Exception {
        // given
        try (TestBroker broker = broker("verify_and_map", "verify")) {

            // when
            String overTcp = answerOverTcp(broker, NOTHING);
            String overWebSocket = answerOverWebSocket(broker, NOTHING);
            String withPassword = answerOverWebSocket(broker, BOB);

            // then
            assertThat(overTcp).isEqualTo("PONG\r\n");
            assertThat(overWebSocket).isEqualTo(REFUSED);
            assertThat(withPassword).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void shouldLetNobodyInByAPasswordThatDoesNotExist() throws Exception {
        // given
        try (TestBroker broker = broker("verify", "verify_and_map")) {

            // when
            String answer = answerOverTcp(broker, ANN);

            // then
            assertThat(answer).isEqualTo(REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NOTHING, BOB})
    void shouldNotLookAtWhatAClientSaysThatACertificateNames(String says) throws Exception {
        // given
        try (TestBroker broker = broker("verify_and_map", "verify_and_map")) {

            // when
            String overTcp = answerOverTcp(broker, says);
            String overWebSocket = answerOverWebSocket(broker, says);

            // then
            assertThat(overTcp).isEqualTo("PONG\r\n");
            assertThat(overWebSocket).isEqualTo("PONG\r\n");
        }
    }
}
