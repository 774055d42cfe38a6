package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.quoll.testkit.ClientProgram;
import io.quoll.testkit.ClientProgram.Outcome;
import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TestAuthority;
import io.quoll.testkit.TestAuthority.Issued;
import io.quoll.testkit.TestOperator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged program serves the npm client on Node and in a browser, and libnats, in every way that each of them can come in,
 * and tells them why they may not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialClientsIT {

    private static final String WEB_SOCKET = "websocket { listen: '127.0.0.1:-1'\n";
    private static final String BEGINS_WITH_TLS = "handshake_first: auto\n";

    /** Which program comes. */
    private enum Client {
        NODE("AuthorizationError: Authorization Violation") {
            @Override
            ClientProgram program() {
                return ClientProgram.onNode("client.mjs");
            }
        },
        BROWSER("AuthorizationError: Authorization Violation") {
            @Override
            ClientProgram program() {
                return ClientProgram.inBrowser("browser.mjs");
            }
        },
        C("Authorization Violation") {
            @Override
            ClientProgram program() {
                return ClientProgram.inC("client.c");
            }
        };

        private final String turnedAway;

        Client(String turnedAway) {
            this.turnedAway = turnedAway;
        }

        abstract ClientProgram program();
    }

    /** Who comes in which way, with what, and what it reports among other words. */
    private record Visit(String way, Client client, String url, List<String> credentials, String outcome) {

        @Override
        public String toString() {
            return client + " by " + way;
        }

        Outcome make() {
            return client.program()
                    .run(Stream.concat(Stream.of(url), credentials.stream()).toArray(String[]::new));
        }
    }

    @TempDir
    static Path directory = Path.of("");

    private final List<QuollProcess> servers = new ArrayList<>();
    private final List<Visit> welcome = new ArrayList<>();
    private final List<Visit> unwelcome = new ArrayList<>();

    @BeforeAll
    void start() throws IOException {
        TestAuthority authority = new TestAuthority(directory);
        serveAnybody();
        serveEncrypted(authority);
        serveUsers(authority);
        serveToken();
        serveOperator();
        serveCertificates(authority);
    }

    private void serveAnybody() throws IOException {
        QuollProcess server = serve(WEB_SOCKET + "no_tls: true }\n");
        welcome("TCP", Client.NODE, "nats://127.0.0.1:" + server.port());
        welcome("TCP", Client.C, "nats://127.0.0.1:" + server.port());
        welcome("WebSocket", Client.NODE, "ws://127.0.0.1:" + server.webSocketPort());
        welcome("WebSocket", Client.BROWSER, "ws://127.0.0.1:" + server.webSocketPort());
    }

    private void serveEncrypted(TestAuthority authority) throws IOException {
        QuollProcess server = serve(tls(authority, BEGINS_WITH_TLS));
        String encrypted = "tls://localhost:" + server.port();
        String trust = "ca=" + authority.file();
        String distrust = "ca=" + new TestAuthority(directory).file();
        welcome("TLS", Client.NODE, encrypted, trust);
        welcome("TLS", Client.C, encrypted, trust);
        welcome("TLS first", Client.NODE, encrypted, trust, "first=true");
        unwelcome("TLS with a server it does not trust", Client.NODE, encrypted, "certificate", distrust);
        unwelcome("TLS with a server it does not trust", Client.C, encrypted, "certificate", distrust);
    }

    private void serveUsers(TestAuthority authority) throws IOException {
        Signer holder = Signer.user();
        String hash = BCrypt.withDefaults().hashToString(4, "secret".toCharArray());
        QuollProcess server = serve("authorization { users: [ {user: ada, password: '" + hash + "'}, {nkey: "
                + holder.key() + "} ] }\n" + WEB_SOCKET + tls(authority, "") + "}\n");
        String plain = "nats://127.0.0.1:" + server.port();
        String secureWeb = "wss://localhost:" + server.webSocketPort();
        String trust = "ca=" + authority.file();
        Signer stranger = Signer.user();
        for (Client client : List.of(Client.NODE, Client.C)) {
            welcome("password", client, plain, "user=ada", "pass=secret");
            welcome("key", client, plain, "public=" + holder.key(), "nkey=" + seed(holder));
            unwelcome("wrong password", client, plain, client.turnedAway, "user=ada", "pass=guess");
            unwelcome("no password", client, plain, client.turnedAway);
            unwelcome(
                    "unknown key",
                    client,
                    plain,
                    client.turnedAway,
                    "public=" + stranger.key(),
                    "nkey=" + seed(stranger));
        }
        for (Client client : List.of(Client.NODE, Client.BROWSER)) {
            welcome("password over encrypted WebSocket", client, secureWeb, trust, "user=ada", "pass=secret");
            unwelcome(
                    "wrong password over encrypted WebSocket",
                    client,
                    secureWeb,
                    client.turnedAway,
                    trust,
                    "user=ada",
                    "pass=guess");
        }
    }

    private void serveToken() throws IOException {
        QuollProcess server = serve("authorization { token: s3cr3t }\n");
        String plain = "nats://127.0.0.1:" + server.port();
        for (Client client : List.of(Client.NODE, Client.C)) {
            welcome("token", client, plain, "token=s3cr3t");
            unwelcome("wrong token", client, plain, client.turnedAway, "token=guess");
        }
    }

    private void serveOperator() throws IOException {
        TestOperator operator = new TestOperator();
        Signer user = Signer.user();
        QuollProcess server = serve(operator.config(operator.accountToken()));
        String plain = "nats://127.0.0.1:" + server.port();
        Path right = credentials(operator.userToken(user), user);
        Path wrong = credentials(operator.userToken(user), Signer.user());
        for (Client client : List.of(Client.NODE, Client.C)) {
            welcome("credentials", client, plain, "creds=" + right);
            unwelcome("credentials with another's key", client, plain, client.turnedAway, "creds=" + wrong);
        }
    }

    private void serveCertificates(TestAuthority authority) throws IOException {
        String verifying = tls(authority, "verify: true\nca_file: '" + authority.file() + "'\n" + BEGINS_WITH_TLS);
        QuollProcess server = serve(verifying + WEB_SOCKET + verifying + "}\n");
        String encrypted = "tls://localhost:" + server.port();
        String secureWeb = "wss://localhost:" + server.webSocketPort();
        String trust = "ca=" + authority.file();
        Issued certificate = authority.issue("CN=ada");
        Issued foreign = new TestAuthority(directory).issue("CN=eve");
        for (Client client : List.of(Client.NODE, Client.C)) {
            welcome("certificate", client, encrypted, trust, shown(certificate), key(certificate));
        }
        welcome(
                "certificate, TLS first",
                Client.NODE,
                encrypted,
                trust,
                shown(certificate),
                key(certificate),
                "first=true");
        welcome(
                "certificate over encrypted WebSocket",
                Client.NODE,
                secureWeb,
                trust,
                shown(certificate),
                key(certificate));
        // Java 17 says "bad certificate", 25 "certificate required".
        unwelcome("TLS without a certificate", Client.NODE, encrypted, "SSL alert number", trust);
        unwelcome(
                "certificate of another authority",
                Client.NODE,
                encrypted,
                "alert certificate unknown",
                trust,
                shown(foreign),
                key(foreign));
        // By TLS 1.3 this release of libnats has done its part before the server judges, and hears of the end only.
        unwelcome("TLS without a certificate", Client.C, encrypted, "Expected 'PONG', got ''", trust);
        unwelcome("encrypted WebSocket without a certificate", Client.NODE, secureWeb, "ConnectionError", trust);
    }

    private QuollProcess serve(String config) throws IOException {
        Path home = Files.createTempDirectory(directory, "server");
        Path file = Files.writeString(home.resolve("quoll.conf"), config);
        QuollProcess server = QuollProcess.serve(home, "-c", file.toString());
        servers.add(server);
        return server;
    }

    private static String tls(TestAuthority authority, String more) {
        return "tls {\n" + authority.server().asConfig() + more + "}\n";
    }

    private static String shown(Issued certificate) {
        return "cert=" + certificate.certificateFile();
    }

    private static String key(Issued certificate) {
        return "key=" + certificate.keyFile();
    }

    private Path seed(Signer signer) throws IOException {
        return Files.writeString(
                Files.createTempFile(directory, "user", ".nk"),
                new String(signer.nkey().getSeed()));
    }

    private Path credentials(String token, Signer signer) throws IOException {
        return Files.writeString(
                Files.createTempFile(directory, "user", ".creds"),
                "-----BEGIN NATS USER JWT-----\n" + token + "\n------END NATS USER JWT------\n\n"
                        + "-----BEGIN USER NKEY SEED-----\n"
                        + new String(signer.nkey().getSeed())
                        + "\n------END USER NKEY SEED------\n");
    }

    private void welcome(String way, Client client, String url, String... credentials) {
        welcome.add(new Visit(way, client, url, List.of(credentials), ""));
    }

    private void unwelcome(String way, Client client, String url, String outcome, String... credentials) {
        unwelcome.add(new Visit(way, client, url, List.of(credentials), outcome));
    }

    @AfterAll
    void stop() {
        servers.forEach(QuollProcess::close);
    }

    List<Visit> welcome() {
        return welcome;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("welcome")
    void shouldServe(Visit visit) {
        // given a server that knows the visitor

        // when
        Outcome outcome = visit.make();

        // then
        assertThat(outcome.text()).startsWith("ok: 1000 messages");
        assertThat(outcome.exitCode()).isZero();
    }

    List<Visit> unwelcome() {
        return unwelcome;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unwelcome")
    void shouldTellWhyItRefuses(Visit visit) {
        // given a server that does not know the visitor

        // when
        Outcome outcome = visit.make();

        // then
        assertThat(outcome.text()).startsWith("refused: ").contains(visit.outcome());
        assertThat(outcome.exitCode()).isEqualTo(1);
    }
}
