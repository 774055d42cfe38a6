package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quoll.connection.CloseReason;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.RawWebSocket;
import io.quoll.testkit.TestAuthority;
import io.quoll.testkit.TestAuthority.Issued;
import io.quoll.testkit.TestAuthority.KeyKind;
import io.quoll.testkit.TestBroker;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody may try before the protocol begins, exactly what is answered, and that nothing of it stays. */
class HostileHandshakesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String THE_END = "";
    private static final int MOST_ATTEMPTS = 20;

    /** More than measurements of a heap differ, less than what a try of each kind holds while it lasts. */
    private static final long STRAY_BYTES_PER_ROUND = 20_000;

    @TempDir
    static Path directory = Path.of("");

    private static TestAuthority authority;
    private static TestAuthority elsewhere;
    private static TestBroker broker;

    @BeforeAll
    static void start() {
        authority = new TestAuthority(directory);
        elsewhere = new TestAuthority(directory);
        String tls = "tls {\n" + authority.server().asConfig() + "ca_file: '" + authority.file()
                + "'\nverify: true\nmin_version: '1.3'\ntimeout: 300ms\n}\n";
        broker = TestBroker.start(
                1,
                tls + "websocket { listen: '127.0.0.1:-1'\n" + tls
                        + "allowed_origins: ['https://app.test'] }\nmax_closed_clients: 10\n"
                        + "authorization { users: [ {user: ada, password: secret} ] }\n");
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    static Stream<Arguments> tries() {
        Issued foreign = elsewhere.issue("CN=eve");
        Issued expired = authority.issue(KeyKind.EC, Instant.now().minus(Duration.ofHours(1)), "CN=late");
        return Stream.of(
                tried("plain text", port -> said(port, "CONNECT {}\r\nPING\r\n"), THE_END),
                tried("HTTP", port -> said(port, "GET / HTTP/1.1\r\n\r\n"), THE_END),
                tried("a record that is no handshake", port -> said(port, "\u0016\u0003\u0001\u0000\u0001x"), THE_END),
                tried("a handshake that does not go on", port -> said(port, "\u0016\u0003\u0001\u0002\u0000"), THE_END),
                tried("TLS 1.2", port -> shown(port, older()), alert("protocol_version")),
                tried("no certificate", port -> shown(port, authority.client(null)), alert("bad_certificate")),
                tried(
                        "a certificate of another authority",
                        port -> shown(port, authority.client(foreign)),
                        alert("certificate_unknown")),
                tried(
                        "a certificate that has expired",
                        port -> shown(port, authority.client(expired)),
                        alert("certificate_unknown")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tries")
    void shouldTurnAwayOverTcp(String what, Function<Integer, String> attempt, String expected) {
        // given a server that wants a certificate

        // when
        String answer = attempt.apply(broker.port());

        // then
        assertThat(answer).as(what).isEqualTo(expected);
        await().atMost(PATIENCE)
                .until(() -> broker.broker().connections().openCount() == 0
                        && !broker.broker().connections().closed().isEmpty());
        assertThat(broker.broker().connections().closed())
                .last()
                .extracting(closed -> closed.reason())
                .isEqualTo(CloseReason.TLS_HANDSHAKE_FAILURE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tries")
    void shouldTurnAwayOverWebSocket(String what, Function<Integer, String> attempt, String expected) {
        // given a listener that wants a certificate

        // when
        String answer = attempt.apply(broker.broker().webSocketPort());

        // then
        assertThat(answer).as(what).isEqualTo(expected);
        assertThat(broker.broker().connections().openCount()).isZero();
    }

    @Test
    void shouldKeepNothingOfThoseWhoWereTurnedAway() {
        // given
        SSLContext known = authority.client(authority.issue("CN=ada"));
        SSLContext none = authority.client(null);
        int rounds = 30;
        tryEverything(known, none, 10);
        long before = usedBytes();
        int threads = Thread.activeCount();

        // when
        tryEverything(known, none, rounds);

        // then
        await().atMost(PATIENCE).until(() -> usedBytes() - before < rounds * STRAY_BYTES_PER_ROUND);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
        assertThat(broker.broker().accounts().global().connections()).isZero();
    }

    private static void tryEverything(SSLContext known, SSLContext none, int rounds) {
        for (int i = 0; i < rounds; i++) {
            said(broker.port(), "CONNECT {}\r\n");
            shown(broker.port(), none);
            shown(broker.broker().webSocketPort(), none);
            wrongPassword(known);
            foreignOrigin(known);
        }
        await().atMost(PATIENCE).until(() -> broker.broker().connections().openCount() == 0);
    }

    private static void wrongPassword(SSLContext known) {
        try (RawClient client = RawClient.connect(broker.port()).secured(known)) {
            client.send("CONNECT {\"user\":\"ada\",\"pass\":\"guess\"}\r\n");
            assertThat(client.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
        }
    }

    private static void foreignOrigin(SSLContext known) {
        RawClient secured =
                RawClient.connectMutely(broker.broker().webSocketPort()).secured(known);
        try (RawWebSocket client = new RawWebSocket(secured)) {
            client.ask("GET / HTTP/1.1", "Origin: https://evil.test");
            assertThat(client.status()).isEqualTo("HTTP/1.1 403 Forbidden");
        }
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Arguments tried(String what, Function<Integer, String> attempt, String expected) {
        return Arguments.of(what, attempt, expected);
    }

    private static String alert(String name) {
        return "alert " + name;
    }

    /** What the server says to somebody who says this in plain text, but for INFO. */
    private static String said(int port, String text) {
        try (RawClient client = RawClient.connectMutely(port)) {
            String answer = client.send(text).untilClosed();
            String behindInfo = answer.startsWith("INFO ") ? answer.substring(answer.indexOf('\n') + 1) : answer;
            // TLS has a word of its own for the end.
            return behindInfo.startsWith("\u0015\u0003\u0003") ? THE_END : behindInfo;
        }
    }

    /** The alert that a client gets in the handshake, or when it reads on; one that is still writing then may miss it. */
    private static String shown(int port, SSLContext context) {
        String answer = "";
        for (int i = 0; i < MOST_ATTEMPTS && !answer.startsWith("alert "); i++) {
            answer = offered(port, context);
        }
        return answer;
    }

    private static String offered(int port, SSLContext context) {
        boolean greets = port == broker.port();
        try (RawClient raw = greets ? RawClient.connect(port) : RawClient.connectMutely(port);
                RawClient client = raw.secured(context)) {
            return client.untilClosed();
        } catch (UncheckedIOException e) {
            return String.valueOf(e.getMessage()).replaceFirst(".*Received fatal alert: ", "alert ");
        }
    }

    private static SSLContext older() {
        try {
            SSLContext older = SSLContext.getInstance("TLSv1.2");
            older.init(null, null, null);
            return older;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
