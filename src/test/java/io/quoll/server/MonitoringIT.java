package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.RawClient;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the packaged program tells those who watch over it, as long as it serves and while it leaves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {

    private final HttpClient http = HttpClient.newHttpClient();
    private QuollProcess server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        server = QuollProcess.serve(directory, "-m", "-1", "-n", "watched");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/healthz, \"status\":\"ok\"",
        "/q/health/started, listener started",
        "/q/health/ready, clients can connect",
        "/q/health/live, event loops turn",
        "/connz?subs=detail, \"subject\": \"watched.*\"",
        "/subsz?subs=1, \"subject\": \"watched.*\"",
        "/jsz, \"disabled\": true",
        "/accountz, \"accounts\"",
        "/routez, \"num_routes\": 0",
        "/gatewayz, \"outbound_gateways\": {}",
        "/leafz, \"leafnodes\": 0",
        "/, /varz"
    })
    void shouldAnswer(String path, String content) throws Exception {
        // given
        try (RawClient client = RawClient.connect(server.port())) {
            client.handshake(RawClient.USUAL);
            client.send("SUB watched.* 1\r\n").expectNothingMore();

            // when
            HttpResponse<String> answer = get(server, path);

            // then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains(content);
        }
    }

    @Test
    void shouldTellWhatItTakesOfTheMachine() throws Exception {
        // given
        String path = "/varz";

        // when
        JsonPath varz = JsonPath.from(get(server, path).body());

        // then
        assertThat(varz.getString("server_name")).isEqualTo("watched");
        assertThat(varz.getLong("mem")).isGreaterThan(1_000_000);
        assertThat(varz.getInt("cores")).isPositive();
        assertThat(varz.getInt("port")).isEqualTo(server.port());
    }

    @Test
    void shouldCountInMetrics() throws Exception {
        // given
        try (RawClient client = RawClient.connect(server.port())) {
            client.handshake(RawClient.USUAL);

            // when
            client.send("SUB a 1\r\nPUB a 5\r\nhello\r\n").expect("MSG a 1 5\r\nhello\r\n");

            // then
            await().untilAsserted(() -> assertThat(get(server, "/q/metrics").body())
                    .containsPattern("quoll_messages_total\\{direction=\"out\"} [1-9]")
                    .containsPattern("quoll_connections [1-9]"));
        }
    }

    @Test
    void shouldBeAliveButNotReadyAsALameDuck(@TempDir Path directory) throws Exception {
        // given
        Path config = Files.writeString(
                directory.resolve("quoll.conf"), "lame_duck_duration: 60s\nlame_duck_grace_period: 30s\n");
        try (QuollProcess duck = QuollProcess.serve(directory, "-m", "-1", "-c", config.toString());
                RawClient client = RawClient.connect(duck.port())) {
            client.handshake(RawClient.USUAL);

            // when
            duck.signal("USR2");

            // then
            assertThat(client.line()).contains("\"ldm\":true");
            assertThat(get(duck, "/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(get(duck, "/healthz").statusCode()).isEqualTo(500);
            assertThat(get(duck, "/q/health/started").statusCode()).isEqualTo(200);
            assertThat(get(duck, "/q/health/live").statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<String> get(QuollProcess asked, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(asked.monitoringUrl() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
