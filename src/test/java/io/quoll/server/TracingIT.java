package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.CollectedSpan;
import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.TraceCollector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector hears of a message that comes to the packaged program over HTTP and leaves it by NATS. */
class TracingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private final TraceCollector collector = TraceCollector.start();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory = Path.of("");

    @AfterEach
    void stopCollector() {
        collector.close();
    }

    private QuollProcess serve(String tracing) throws Exception {
        Path config = Files.writeString(
                directory.resolve("quoll.conf"),
                "jetstream { store_dir: '" + directory.resolve("store") + "' }\n" + tracing);
        return QuollProcess.serveWith(
                List.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.url(),
                        "OTEL_EXPORTER_OTLP_HEADERS=x-tenant=a%20b",
                        "OTEL_EXPORTER_OTLP_COMPRESSION=gzip",
                        "OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=test",
                        "OTEL_TRACES_SAMPLER=parentbased_always_off",
                        "OTEL_BSP_SCHEDULE_DELAY=100"),
                directory,
                "-c",
                config.toString(),
                "--http_api_port",
                "-1");
    }

    private static void addStream(Connection client) throws Exception {
        client.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("ORDERS")
                        .subjects("orders.>")
                        .storageType(StorageType.File)
                        .build());
    }

    private int post(QuollProcess server) throws Exception {
        URI orders = URI.create("http://127.0.0.1:" + server.apiPort() + "/v1/subjects/orders.new");
        HttpRequest request = HttpRequest.newBuilder(orders)
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                .POST(HttpRequest.BodyPublishers.ofString("12 pieces"))
                .timeout(PATIENCE)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static Message fetchAndAcknowledge(Connection client) throws Exception {
        PullSubscribeOptions durable =
                PullSubscribeOptions.builder().durable("worker").build();
        Message message = client.jetStream()
                .subscribe("orders.>", durable)
                .fetch(1, PATIENCE)
                .get(0);
        message.ackSync(PATIENCE);
        return message;
    }

    private CollectedSpan only(String name) {
        List<CollectedSpan> spans = collector.spansNamed(name);
        assertThat(spans).as(name).hasSize(1);
        return spans.get(0);
    }

    @Test
    void shouldJoinARequestWithAllThatFollowsFromIt() throws Exception {
        // given
        try (QuollProcess server = serve("tracing: true");
                Connection client = server.connect()) {
            addStream(client);

            // when
            int status = post(server);
            Message message = fetchAndAcknowledge(client);

            // then
            assertThat(status).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> collector.spans().size() >= 5);
            CollectedSpan request = only("POST /v1/subjects");
            CollectedSpan publish = only("publish");
            CollectedSpan store = only("store ORDERS");
            CollectedSpan deliver = only("deliver ORDERS");
            CollectedSpan ack = only("ack ORDERS");
            assertThat(collector.spans())
                    .hasSize(5)
                    .extracting(CollectedSpan::traceId)
                    .containsOnly(TRACE);
            assertThat(request.parentId()).isEqualTo(CALLER);
            assertThat(publish.parentId()).isEqualTo(request.spanId());
            assertThat(store.parentId()).isEqualTo(publish.spanId());
            assertThat(deliver.parentId()).isEqualTo(store.spanId());
            assertThat(ack.parentId()).isEqualTo(deliver.spanId());
            assertThat(request.attributes())
                    .containsEntry("http.request.method", "POST")
                    .containsEntry("url.path", "/v1/subjects/orders.new")
                    .containsEntry("http.response.status_code", 200L);
            assertThat(request.resource())
                    .containsEntry("service.name", "quoll")
                    .containsEntry("deployment.environment.name", "test");
            assertThat(message.getHeaders().getFirst("traceparent"))
                    .isEqualTo("00-" + TRACE + "-" + request.spanId() + "-01");
            assertThat(collector.heads().get(0)).containsEntry("X-tenant", List.of("a b"));
        }
    }

    @Test
    void shouldFollowNothingUnlessToldTo() throws Exception {
        // given
        try (QuollProcess server = serve("tracing: false");
                Connection client = server.connect()) {
            addStream(client);

            // when
            post(server);
            Message message = fetchAndAcknowledge(client);
            server.signal("TERM");

            // then
            assertThat(server.exitCode()).isZero();
            assertThat(message.getHeaders().getFirst("traceparent")).isEqualTo("00-" + TRACE + "-" + CALLER + "-01");
            assertThat(message.getData()).isEqualTo("12 pieces".getBytes(UTF_8));
            assertThat(collector.heads()).isEmpty();
        }
    }
}
