package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.QuollProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged program says of itself when the disk has no room for messages. */
class FullDiskIT {

    private static final long ROOM = 4 << 20;
    private static final byte[] PAYLOAD = new byte[100_000];
    private static final int INSUFFICIENT_RESOURCES = 10023;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void shouldNotBeReadyBeforeThereIsRoomAgain(@TempDir Path directory) throws Exception {
        // given
        try (QuollProcess server = QuollProcess.serveOnSmallDisk(
                        ROOM,
                        directory,
                        "-m",
                        "-1",
                        "-js",
                        "-sd",
                        directory.resolve("store").toString());
                Connection client = Nats.connect("nats://127.0.0.1:" + server.port())) {
            client.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("FULL")
                            .subjects("full")
                            .storageType(StorageType.File)
                            .build());
            assertThat(get(server, "/q/health/ready").statusCode()).isEqualTo(200);

            // when
            int stored = publishUntilRefused(client.jetStream());

            // then
            assertThat(stored).isPositive();
            HttpResponse<String> ready = get(server, "/q/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("stream FULL in account $G: no room on the disk");
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(503);
            assertThat(get(server, "/healthz?js-server-only=true").statusCode()).isEqualTo(200);
            assertThat(get(server, "/q/health/live").statusCode()).isEqualTo(200);

            makeRoom(server);
            client.jetStream().publish("full", PAYLOAD);
            await().atMost(PATIENCE).until(() -> get(server, "/q/health/ready").statusCode() == 200);
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
        }
    }

    /** Answers how many messages were stored before one was not. */
    private static int publishUntilRefused(JetStream streams) throws IOException {
        for (int stored = 0; stored * (long) PAYLOAD.length <= ROOM; stored++) {
            try {
                streams.publish("full", PAYLOAD);
            } catch (JetStreamApiException e) {
                assertThat(e.getApiErrorCode()).isEqualTo(INSUFFICIENT_RESOURCES);
                return stored;
            }
        }
        throw new AssertionError("all was stored");
    }

    private static void makeRoom(QuollProcess server) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("prlimit", "--fsize=unlimited", "--pid", Long.toString(server.id()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exitCode).isZero();
    }

    private HttpResponse<String> get(QuollProcess server, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.monitoringUrl() + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
