package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.QuollProcess;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The HTTP API of the packaged program, as far as each of its formats. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpApiIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/it\",\"type\":\"it.event\",\"data\":{\"a\":1}}";

    private final HttpClient http = HttpClient.newHttpClient();
    private QuollProcess server;
    private Connection nats;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server = QuollProcess.serve(
                directory,
                "--http_api_port",
                "-1",
                "-js",
                "-sd",
                directory.resolve("store").toString());
        nats = Nats.connect("nats://127.0.0.1:" + server.port());
    }

    @AfterAll
    void stop() throws InterruptedException {
        nats.close();
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.apiPort() + "/v1/" + path));
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        return http.send(
                request(path)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void shouldPublish(HttpClient.Version version) throws Exception {
        // given
        Subscription subscription = nats.subscribe("it.publish");
        nats.flush(PATIENCE);
        HttpRequest publish = request("subjects/it.publish")
                .version(version)
                .POST(BodyPublishers.ofString("hello"))
                .build();

        // when
        HttpResponse<String> answer = http.send(publish, BodyHandlers.ofString());

        // then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.version()).isEqualTo(version);
        Message message = subscription.nextMessage(PATIENCE);
        assertThat(message).isNotNull();
        assertThat(message.getData()).isEqualTo("hello".getBytes(UTF_8));
        subscription.unsubscribe();
    }

    @Test
    void shouldAnswerWithTheAcknowledgementOfAStream() throws Exception {
        // given
        nats.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("KEPT")
                        .subjects("kept.>")
                        .storageType(StorageType.File)
                        .build());

        // when
        HttpResponse<String> answer = post("subjects/kept.a", "text/plain", "hello");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonPath.from(answer.body()).getString("stream")).isEqualTo("KEPT");
    }

    @ParameterizedTest
    @CsvSource({"text/event-stream, data:", "application/x-ndjson, ''", "application/vnd.quoll.frames, ''"})
    void shouldStreamWhatIsPublished(String format, String start) throws Exception {
        // given
        HttpResponse<Stream<String>> answer = http.send(
                request("subjects/it.stream.%3E?max=1").header("Accept", format).build(), BodyHandlers.ofLines());

        // when
        nats.publish("it.stream.a", "hello".getBytes(UTF_8));

        // then
        try (Stream<String> lines = answer.body()) {
            Iterator<String> content =
                    lines.filter(line -> line.contains("hello")).iterator();
            assertThat(content.hasNext()).isTrue();
            assertThat(content.next()).startsWith(start).contains("it.stream.a");
        }
    }

    @Test
    void shouldAskForAReply() throws Exception {
        // given
        nats.createDispatcher(m -> nats.publish(m.getReplyTo(), "pong".getBytes(UTF_8)))
                .subscribe("it.ask");
        nats.flush(PATIENCE);

        // when
        HttpResponse<String> answer = post("requests/it.ask", "text/plain", "ping");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("pong");
    }

    @Test
    void shouldPublishAnEvent() throws Exception {
        // given
        Subscription subscription = nats.subscribe("it.event");
        nats.flush(PATIENCE);

        // when
        HttpResponse<String> answer = post("events", "application/cloudevents+json", EVENT);

        // then
        assertThat(answer.statusCode()).isEqualTo(202);
        Message message = subscription.nextMessage(PATIENCE);
        assertThat(message).isNotNull();
        assertThat(message.getHeaders().getFirst("ce-type")).isEqualTo("it.event");
    }

    @Test
    void shouldTakeAStreamOfMessages() throws Exception {
        // given
        String lines = "{\"subject\":\"it.many\",\"payload\":\"a\"}\n{\"subject\":\"it.many\",\"payload\":{\"n\":2}}\n";

        // when
        HttpResponse<String> answer = post("subjects", "application/x-ndjson", lines);

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"last\":2").contains("\"status\":202");
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        // given
        String path = "subjects/a..b";

        // when
        HttpResponse<String> answer = post(path, "text/plain", "hello");

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JsonPath.from(answer.body()).getInt("code")).isEqualTo(20001);
    }

    @Test
    void shouldDescribeItself() throws Exception {
        // given
        HttpRequest request = request("openapi.json").build();

        // when
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());

        // then
        assertThat(JsonPath.from(answer.body()).getString("openapi")).startsWith("3.1");
    }

    @Test
    void shouldEndItsStreamsWhenItLeaves(@TempDir Path directory) throws Exception {
        // given
        try (QuollProcess leaving = QuollProcess.serve(directory, "--http_api_port", "-1")) {
            URI stream = URI.create("http://127.0.0.1:" + leaving.apiPort() + "/v1/subjects/any");
            HttpResponse<Stream<String>> answer =
                    http.send(HttpRequest.newBuilder(stream).build(), BodyHandlers.ofLines());

            // when
            leaving.signal("TERM");

            // then
            try (Stream<String> lines = answer.body()) {
                assertThat(lines).anyMatch(line -> line.contains("shutting-down"));
            }
            assertThat(leaving.exitCode()).isZero();
        }
    }
}
