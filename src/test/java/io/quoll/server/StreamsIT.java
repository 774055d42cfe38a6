package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.JetStreamSubscription;
import io.nats.client.KeyValue;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.ObjectStore;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.QuollProcess;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of the packaged program, which is killed and started again. */
class StreamsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** More than are kept on the heap, so that maps outside of it are needed. */
    private static final int SUBJECTS = 150_000;

    private static final byte[] ORDER = "12 pieces".getBytes(UTF_8);

    private static final JetStreamOptions PATIENT =
            JetStreamOptions.builder().requestTimeout(PATIENCE).build();

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory = Path.of("");

    private QuollProcess serve() throws IOException {
        return QuollProcess.serve(
                directory, "-js", "-sd", directory.resolve("store").toString());
    }

    private static void addStream(Connection client, String name, String subjects) throws Exception {
        client.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(name)
                        .subjects(subjects)
                        .storageType(StorageType.File)
                        .allowDirect(true)
                        .build());
    }

    /** A hundred orders, of which the durable consumer "worker" has dealt with forty. */
    private static void addOrders(Connection client) throws Exception {
        addStream(client, "ORDERS", "orders.>");
        JetStream streams = client.jetStream();
        for (int i = 1; i <= 100; i++) {
            streams.publish("orders." + i, ("order " + i).getBytes(UTF_8));
        }
        acknowledge(client, 1, 40);
    }

    @Test
    void shouldKeepWhatItAcknowledgedThroughAKill() throws Exception {
        // given
        try (QuollProcess first = serve();
                Connection client = first.connect()) {
            addOrders(client);

            // when
            first.kill();
        }

        // then
        try (QuollProcess second = serve();
                Connection client = second.connect()) {
            JetStreamManagement management = client.jetStreamManagement();
            for (int i = 1; i <= 100; i++) {
                assertThat(management.getMessage("ORDERS", i).getData()).isEqualTo(("order " + i).getBytes(UTF_8));
            }
            assertThat(management
                            .getConsumerInfo("ORDERS", "worker")
                            .getAckFloor()
                            .getStreamSequence())
                    .isEqualTo(40);
            acknowledge(client, 41, 100);
        }
    }

    @Test
    void shouldNotBeReadyBeforeItsStreamsAre() throws Exception {
        // given
        String store = directory.resolve("store").toString();
        int port;
        URI ready;
        try (QuollProcess first = QuollProcess.serve(directory, "-js", "-sd", store, "-m", "-1");
                Connection client = first.connect()) {
            port = first.port();
            ready = URI.create(first.monitoringUrl() + "/q/health/ready");
            addStream(client, "ORDERS", "orders.>");
            for (int i = 1; i < 20_000; i++) {
                client.publish("orders." + i, ORDER);
            }
            client.jetStream().publish("orders.last", ORDER);
            first.kill();
        }

        // when
        try (QuollProcess second = QuollProcess.run(
                directory,
                "-a",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-m",
                Integer.toString(ready.getPort()),
                "-js",
                "-sd",
                store)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> isUp(ready));

            // then
            try (Connection client = Nats.connect("nats://127.0.0.1:" + port)) {
                PublishAck next = client.jetStream().publish("orders.next", ORDER);
                assertThat(next.getSeqno()).isEqualTo(20_001);
            }
            assertThat(second.said()).doesNotContain("[ERROR]");
        }
    }

    @Test
    void shouldTellHowFarAConsumerIsBehind() throws Exception {
        // given
        String store = directory.resolve("store").toString();
        try (QuollProcess server = QuollProcess.serve(directory, "-js", "-sd", store, "-m", "-1");
                Connection client = server.connect()) {
            addOrders(client);

            // when
            URI jsz = URI.create(server.monitoringUrl() + "/jsz?acc=$G&consumers=true&config=true");
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(jsz).build(), HttpResponse.BodyHandlers.ofString());

            // then
            JsonPath worker =
                    JsonPath.from(answer.body()).setRootPath("account_details[0].stream_detail[0].consumer_detail[0]");
            assertThat(worker.getString("name")).isEqualTo("worker");
            assertThat(worker.getInt("num_pending")).isEqualTo(60);
            assertThat(worker.getInt("num_ack_pending")).isZero();
            assertThat(worker.getString("config.durable_name")).isEqualTo("worker");
        }
    }

    @Test
    void shouldTellPrometheusHowFarBehindAConsumerIs(@TempDir Path directory) throws Exception {
        // given
        String store = directory.resolve("store").toString();
        String labels = "{account=\"$G\",stream=\"ORDERS\",consumer=\"worker\"";
        try (QuollProcess server = QuollProcess.serve(directory, "-js", "-sd", store, "-m", "-1");
                Connection client = server.connect()) {
            addOrders(client);

            // when
            URI metrics = URI.create(server.monitoringUrl() + "/q/metrics");

            // then
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines(metrics))
                    .anyMatch(line ->
                            line.startsWith("quoll_consumer_pending_messages" + labels) && line.endsWith(" 60.0"))
                    .anyMatch(line ->
                            line.startsWith("quoll_consumer_ack_pending_messages" + labels) && line.endsWith(" 0.0")));
        }
    }

    private List<String> lines(URI page) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .toList();
    }

    private boolean isUp(URI probe) throws InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(probe).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes messages for a durable consumer, which must be these, and waits for each until it is known to be done. */
    private static void acknowledge(Connection client, int first, int last) throws Exception {
        JetStreamSubscription worker = client.jetStream()
                .subscribe(
                        "orders.>",
                        PullSubscribeOptions.builder().durable("worker").build());
        List<Message> messages = worker.fetch(last - first + 1, PATIENCE);
        assertThat(messages)
                .extracting(message -> message.metaData().streamSequence())
                .first()
                .isEqualTo((long) first);
        for (Message message : messages) {
            message.ackSync(PATIENCE);
        }
        worker.unsubscribe();
    }

    @Test
    void shouldFindMoreSubjectsThanTheHeapHoldsBeforeAndAfterAKill() throws Exception {
        // given
        try (QuollProcess first = serve();
                Connection client = first.connect()) {
            addStream(client, "MANY", "many.>");
            for (int i = 1; i < SUBJECTS; i++) {
                client.publish("many." + i, Integer.toString(i).getBytes(UTF_8));
            }
            PublishAck last = client.jetStream(PATIENT).publish("many." + SUBJECTS, null);
            assertThat(last.getSeqno()).isEqualTo(SUBJECTS);
            expectAllSubjects(client);

            // when
            first.kill();
        }

        // then
        try (QuollProcess second = serve();
                Connection client = second.connect()) {
            expectAllSubjects(client);
            assertThat(second.said()).doesNotContain("[WARN]").doesNotContain("[ERROR]");
        }
    }

    private void expectAllSubjects(Connection client) throws Exception {
        await().atMost(PATIENCE).until(this::maps, maps -> maps > 0);
        JetStreamManagement management = client.jetStreamManagement();
        // After a kill the subjects are gathered in the background.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        management.getStreamInfo("MANY").getStreamState().getSubjectCount())
                .isEqualTo(SUBJECTS));
        for (int i = 1; i < SUBJECTS; i += 997) {
            assertThat(management.getLastMessage("MANY", "many." + i).getSeq()).isEqualTo(i);
        }
        assertThat(management.getLastMessage("MANY", "many." + SUBJECTS).getSeq())
                .isEqualTo(SUBJECTS);
    }

    /** How many files of Chronicle Map there are. */
    private long maps() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("store"))) {
            return files.filter(file -> file.toString().endsWith(".cmap")).count();
        }
    }

    @Test
    void shouldKeepKeysAndObjects() throws Exception {
        // given
        byte[] large = "0123456789".repeat(50_000).getBytes(UTF_8);
        try (QuollProcess server = serve();
                Connection client = server.connect()) {
            client.keyValueManagement()
                    .create(KeyValueConfiguration.builder().name("keys").build());
            client.objectStoreManagement()
                    .create(ObjectStoreConfiguration.builder("objects").build());
            KeyValue keys = client.keyValue("keys");
            ObjectStore objects = client.objectStore("objects");

            // when
            keys.put("a", "first");
            keys.put("a", "second");
            objects.put("large", large);

            // then
            assertThat(keys.get("a").getValueAsString()).isEqualTo("second");
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            objects.get("large", read);
            assertThat(read.toByteArray()).isEqualTo(large);
        }
    }
}
