package io.quoll.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import io.quoll.account.Account;
import io.quoll.config.PropertySource;
import io.quoll.config.SettingsLoader;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.jetstream.api.JetStream;
import io.quoll.jetstream.api.JetStreamLimits;
import io.quoll.jetstream.consumer.Consumers;
import io.quoll.jetstream.stream.TimingWheel;
import io.quoll.router.PublishBatches;
import io.quoll.server.Broker;
import io.quoll.storage.StreamDirectory;
import io.quoll.storage.log.LogStreamDirectory;
import io.quoll.testkit.PlainStreamSettings;
import io.quoll.testkit.TestBroker;
import io.vertx.core.Vertx;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes are told while a stream that was there before finds out where it stood, which here takes as long as the test. */
class RecoveringTest {

    /** A server whose clients can come, with streams of its own. */
    private record View(Broker broker, JetStream streams) implements BrokerView {

        @Override
        public Instant start() {
            return Instant.EPOCH;
        }

        @Override
        public Instant configured() {
            return Instant.EPOCH;
        }

        @Override
        public List<String> tags() {
            return List.of();
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of();
        }

        @Override
        public String httpHost() {
            return "127.0.0.1";
        }

        @Override
        public int httpPort() {
            return 0;
        }

        @Override
        public String httpBasePath() {
            return "";
        }

        @Override
        public boolean isListening() {
            return broker.isListening();
        }

        @Override
        public ListenerView listeners() {
            return broker.listeners();
        }

        @Override
        public ConnectionRegistry connections() {
            return broker.connections();
        }

        @Override
        public List<Executor> loopsInUse() {
            return List.of();
        }

        @Override
        public Optional<JetStream> jetStream() {
            return Optional.of(streams);
        }
    }

    /** What streams have to do, which the test does when it wants to. */
    private final Queue<Runnable> work = new ArrayDeque<>();

    @TempDir
    Path directory = Path.of("");

    private void makeStream() throws Exception {
        String config = "listen: '127.0.0.1:-1'\nevent_loops: 1\njetstream { store_dir: '" + directory + "' }";
        Vertx vertx = Vertx.vertx();
        Broker broker = new Broker(
                new SettingsLoader(Map.of()).loadText("test.conf", config, Map.of(), PropertySource.of(Map.of())),
                vertx);
        broker.start();
        try (Connection client = Nats.connect("nats://127.0.0.1:" + broker.port())) {
            client.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("ORDERS")
                            .subjects("orders")
                            .build());
            client.jetStream().publish("orders", "12 pieces".getBytes(UTF_8));
        } finally {
            broker.stop();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private JetStream recovering(Broker broker, StreamDirectory kept) {
        JetStream streams = new JetStream(new JetStream.Parts(
                kept,
                new PublishBatches(broker.connections().loops()),
                work::add,
                new TimingWheel(System::nanoTime),
                InstantSource.system(),
                new PlainStreamSettings(),
                new Consumers("test", "2.12.0"),
                "test",
                "2.12.0"));
        streams.add(new Account(Account.GLOBAL, broker.router(), System::nanoTime), JetStreamLimits.NONE);
        streams.start();
        return streams;
    }

    private void workAll() {
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            task.run();
        }
    }

    private static int healthz(BrokerView view, String flag) {
        try (Response answer = new Healthz(view).healthz(new Query(name -> name.equals(flag) ? "true" : ""))) {
            return answer.getStatus();
        }
    }

    private static HealthCheckResponse.Status ready(BrokerView view) {
        return new ClientsReady(view).call().getStatus();
    }

    @Test
    void shouldNotBeReadyBeforeStreamsKnowWhereTheyStood() throws Exception {
        // given
        makeStream();
        StreamDirectory kept = LogStreamDirectory.at(directory.resolve("jetstream"));
        try (TestBroker clients = TestBroker.start()) {

            // when
            View view = new View(clients.broker(), recovering(clients.broker(), kept));

            // then
            assertThat(ready(view)).isEqualTo(HealthCheckResponse.Status.DOWN);
            assertThat(healthz(view, "")).isEqualTo(503);
            assertThat(healthz(view, "js-enabled-only")).isEqualTo(200);
            assertThat(healthz(view, "js-server-only")).isEqualTo(200);
            assertThat(new ListenerStarted(view).call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            assertThat(new LoopsLive(view).call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);

            workAll();
            assertThat(ready(view)).isEqualTo(HealthCheckResponse.Status.UP);
            assertThat(healthz(view, "")).isEqualTo(200);
        } finally {
            kept.close();
        }
    }
}
