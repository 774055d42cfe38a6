package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.QuollProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server goes when the next one is ready, as when a pod is replaced. */
class RollingRestartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ACK_WAIT = Duration.ofSeconds(2);

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

    @Test
    void shouldHandStreamsOverWithoutLosingWhatItAcknowledged(@TempDir Path directory) throws Exception {
        // given
        String[] arguments = durable(directory);
        int port;
        Work work;
        Connection client;
        try (QuollProcess old = QuollProcess.serve(directory, arguments)) {
            port = old.port();
            client = Nats.connect(Options.builder()
                    .server("nats://127.0.0.1:" + port)
                    .reconnectWait(Duration.ofMillis(50))
                    .maxReconnects(-1)
                    .build());
            client.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("WORK")
                            .subjects("work.>")
                            .storageType(StorageType.File)
                            .build());
            work = Work.begin(client);
            await().atMost(PATIENCE).until(() -> work.taken() >= 200);

            // when
            old.signal("USR2");
            assertThat(old.exitCode()).isZero();
        }

        // then
        try (QuollProcess next = QuollProcess.serve(port, directory, arguments);
                client) {
            long atHandOver = work.taken();
            await().atMost(PATIENCE).until(() -> work.taken() >= atHandOver + 200);
            long published = work.end();
            await().atMost(PATIENCE).until(() -> work.taken() >= published);
            assertThat(client.jetStreamManagement()
                            .getStreamInfo("WORK")
                            .getStreamState()
                            .getMsgCount())
                    .as("each is stored once, those sent again too")
                    .isEqualTo(published);
            assertThat(next.said()).doesNotContain("[ERROR]");
        }
    }

    private static String[] durable(Path directory) throws IOException {
        Path config = Files.writeString(
                directory.resolve("quoll.conf"), "lame_duck_duration: 2s\nlame_duck_grace_period: 500ms\n");
        return new String[] {
            "-c", config.toString(), "-js", "-sd", directory.resolve("store").toString()
        };
    }

    /**
     * A client that publishes to a stream, each message again until it is acknowledged, and a durable consumer that takes what
     * comes. Both go on while the server is away.
     */
    private static final class Work {

        private final Connection client;
        private final Set<String> taken = ConcurrentHashMap.newKeySet();
        private final CompletableFuture<Long> publishing;
        private volatile boolean ending;

        private Work(Connection client) throws IOException, JetStreamApiException {
            this.client = client;
            JetStreamSubscription consumer = client.jetStream()
                    .subscribe(
                            "work.>",
                            client.createDispatcher(),
                            this::take,
                            false,
                            PushSubscribeOptions.builder()
                                    .configuration(ConsumerConfiguration.builder()
                                            .durable("taker")
                                            .ackWait(ACK_WAIT)
                                            .build())
                                    .build());
            assertThat(consumer.isActive()).isTrue();
            this.publishing = CompletableFuture.supplyAsync(this::publish);
        }

        static Work begin(Connection client) throws IOException, JetStreamApiException {
            return new Work(client);
        }

        private void take(Message message) {
            taken.add(new String(message.getData(), UTF_8));
            message.ack();
        }

        /** @return how many were acknowledged, which is how many there were */
        private long publish() {
            long count = 0;
            while (!ending) {
                publishUntilAcknowledged(Long.toString(++count));
            }
            return count;
        }

        private void publishUntilAcknowledged(String text) {
            PublishOptions once = PublishOptions.builder().messageId(text).build();
            while (client.getStatus() != Connection.Status.CLOSED) {
                try {
                    client.jetStream().publish("work." + text, text.getBytes(UTF_8), once);
                    return;
                } catch (IOException | JetStreamApiException | IllegalStateException e) {
                    // Nobody knows whether it arrived.
                }
            }
        }

        int taken() {
            return taken.size();
        }

        long end() {
            ending = true;
            return publishing.join();
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
