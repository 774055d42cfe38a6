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
import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.RawWebSocket;
import io.quoll.testkit.TestAuthority;
import io.quoll.testkit.TestAuthority.Issued;
import io.quoll.testkit.TestAuthority.KeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged program encrypts, knows clients by their certificates, and speaks WebSocket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private TestAuthority authority;
    private Path config;
    private QuollProcess server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        authority = new TestAuthority(directory);
        config = Files.writeString(directory.resolve("quoll.conf"), config(KeyKind.EC));
        server = QuollProcess.serve(directory, "-c", config.toString());
    }

    /** A certificate of the kind for the server; clients are who theirs says. */
    private String config(KeyKind kind) {
        Issued own = authority.issue(
                kind, Instant.now().plus(Duration.ofDays(1)), "CN=localhost", "dns:localhost", "ip:127.0.0.1");
        String tls = "tls {\n" + own.asConfig() + "ca_file: '" + authority.file() + "'\n";
        return tls + "handshake_first: auto\nverify_and_map: true\n}\n"
                + "websocket { listen: '127.0.0.1:-1'\ncompression: true\n" + tls + "verify_and_map: true } }\n"
                + "authorization { users: [ { user: 'CN=ann', password: 'unused' } ] }\n";
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"EC, false", "EC, true", "RSA, false"})
    void shouldKnowAClientByItsCertificate(KeyKind kind, boolean first) throws Exception {
        // given
        Issued certificate = authority.issue(kind, Instant.now().plus(Duration.ofDays(1)), "CN=ann");
        Options.Builder options = options("tls://localhost:" + server.port(), certificate);

        // when
        try (Connection client = Nats.connect(first ? options.tlsFirst().build() : options.build())) {

            // then
            expectEcho(client);
        }
    }

    @Test
    void shouldRefuseACertificateOfAStranger(@TempDir Path elsewhere) throws Exception {
        // given
        Issued certificate = new TestAuthority(elsewhere).issue("CN=ann");
        Options options =
                options("tls://localhost:" + server.port(), certificate).build();

        // when
        assertThatThrownBy(() -> Nats.connect(options))

                // then
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldServeTheOfficialClientOverWebSocket() throws Exception {
        // given
        Issued certificate = authority.issue("CN=ann");
        Options options = options("wss://localhost:" + server.webSocketPort(), certificate)
                .build();

        // when
        try (Connection client = Nats.connect(options)) {

            // then
            expectEcho(client);
        }
    }

    @Test
    void shouldCompressForWebSocketsThatAskForIt() throws Exception {
        // given
        RawClient secured =
                RawClient.connectMutely(server.webSocketPort()).secured(authority.client(authority.issue("CN=ann")));

        // when
        try (RawWebSocket client = new RawWebSocket(secured)
                .open("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")) {

            // then
            assertThat(client.frame().isCompressed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void shouldTakeAnotherCertificateWhileItRuns(KeyKind kind) throws Exception {
        // given
        long before = reloads();
        Files.writeString(config, config(kind));

        // when
        server.signal("HUP");

        // then
        await().atMost(PATIENCE).until(() -> reloads() > before);
        Issued certificate = authority.issue("CN=ann");
        try (Connection client = Nats.connect(
                options("tls://localhost:" + server.port(), certificate).build())) {
            expectEcho(client);
        }
    }

    private long reloads() throws IOException {
        return server.said()
                .lines()
                .filter(line -> line.contains("Reloaded server configuration"))
                .count();
    }

    private Options.Builder options(String url, Issued shown) {
        return Options.builder().server(url).sslContext(authority.client(shown)).noReconnect();
    }

    private static void expectEcho(Connection client) throws InterruptedException {
        Subscription subscription = client.subscribe("echo");
        client.publish("echo", "hello".repeat(1000).getBytes(UTF_8));
        Message message = subscription.nextMessage(PATIENCE);
        assertThat(message).isNotNull();
        assertThat(message.getData()).isEqualTo("hello".repeat(1000).getBytes(UTF_8));
    }
}
