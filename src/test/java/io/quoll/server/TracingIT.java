package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.api.StorageType;
import io.quoll.testkit.CollectedSpan;
import io.quoll.testkit.HookServer;
import io.quoll.testkit.Orders;
import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.TraceCollector;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a collector hears of a message that comes to the packaged program over HTTP and leaves it by NATS. */
class TracingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    @RegisterExtension
    final TraceCollector collector = TraceCollector.start();

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory = Path.of("");

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

    private int post(QuollProcess server) throws Exception {
        URI orders = URI.create("http://127.0.0.1:" + server.apiPort() + "/v1/subjects/orders.new");
        HttpRequest request = HttpRequest.newBuilder(orders)
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                .POST(HttpRequest.BodyPublishers.ofString("12 pieces"))
                .timeout(PATIENCE)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void shouldJoinARequestWithAllThatFollowsFromIt() throws Exception {
        // given
        try (QuollProcess server = serve("tracing: true");
                Connection client = server.connect()) {
            Orders orders = Orders.on(client, StorageType.File);

            // when
            int status = post(server);
            Message message = orders.fetchAndAcknowledge();

            // then
            assertThat(status).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> collector.spans().size() >= 5);
            CollectedSpan request = collector.only("POST /v1/subjects");
            CollectedSpan publish = collector.only("publish");
            CollectedSpan store = collector.only("store ORDERS");
            CollectedSpan deliver = collector.only("deliver ORDERS");
            CollectedSpan ack = collector.only("ack ORDERS");
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
    void shouldJoinADeliveryToAnEndpointWithItsMessage() throws Exception {
        // given
        Vertx vertx = Vertx.vertx();
        try (HookServer hook = HookServer.start(vertx, 0);
                QuollProcess server = serve("tracing: true\nhttp_push { hook { url: '" + hook.url() + "' } }");
                Connection client = server.connect()) {
            Orders orders = Orders.on(client, StorageType.File);
            orders.deliverTo("hook", 1);

            // when
            post(server);

            // then
            HookServer.Hit hit = hook.next();
            await().atMost(PATIENCE).until(() -> collector.spans().size() >= 6);
            CollectedSpan posted = collector.only("POST hook");
            assertThat(posted.traceId()).isEqualTo(TRACE);
            assertThat(posted.parentId())
                    .isEqualTo(collector.only("deliver ORDERS").spanId());
            assertThat(posted.attributes()).containsEntry("http.response.status_code", 204L);
            assertThat(hit.header("traceparent")).isEqualTo("00-" + TRACE + "-" + posted.spanId() + "-01");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldFollowNothingUnlessToldTo() throws Exception {
        // given
        try (QuollProcess server = serve("tracing: false");
                Connection client = server.connect()) {
            Orders orders = Orders.on(client, StorageType.File);

            // when
            post(server);
            Message message = orders.fetchAndAcknowledge();
            server.signal("TERM");

            // then
            assertThat(server.exitCode()).isZero();
            assertThat(message.getHeaders().getFirst("traceparent")).isEqualTo("00-" + TRACE + "-" + CALLER + "-01");
            assertThat(message.getData()).isEqualTo("12 pieces".getBytes(UTF_8));
            assertThat(collector.heads()).isEmpty();
        }
    }
}
