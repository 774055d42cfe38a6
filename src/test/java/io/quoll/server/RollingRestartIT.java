package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quoll.testkit.QuollProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server goes when the next one is ready, as when a pod is replaced. */
class RollingRestartIT {

    @Test
    void shouldHandClientsOverToTheNextServer(@TempDir Path here, @TempDir Path there) throws Exception {
        // given
        Path config = Files.writeString(
                here.resolve("quoll.conf"), "lame_duck_duration: 2s\nlame_duck_grace_period: 500ms\n");
        try (QuollProcess old = QuollProcess.serve(here, "-c", config.toString());
                QuollProcess next = QuollProcess.serve(there);
                Connection client = Nats.connect(options(old, next))) {
            Dispatcher echo = client.createDispatcher(m -> client.publish(m.getReplyTo(), m.getData()));
            echo.subscribe("work");

            // when
            old.signal("USR2");

            // then
            assertThat(old.exitCode()).isZero();
            await().until(() -> client.getStatus() == Connection.Status.CONNECTED
                    && client.getServerInfo().getPort() == next.port());
            Message answer = client.request("work", "still there".getBytes(UTF_8), Duration.ofSeconds(10));
            assertThat(answer.getData()).isEqualTo("still there".getBytes(UTF_8));
        }
    }

    private static Options options(QuollProcess first, QuollProcess second) throws IOException {
        return Options.builder()
                .servers(new String[] {url(first), url(second)})
                .noRandomize()
                .reconnectWait(Duration.ofMillis(100))
                .maxReconnects(-1)
                .build();
    }

    private static String url(QuollProcess server) throws IOException {
        return "nats://127.0.0.1:" + server.port();
    }
}
