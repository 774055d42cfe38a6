package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiProfile.class)
class StoredPublishTest {

    private static final String STREAM = "KEPT";

    @Inject
    HttpApi api;

    private Connection nats;
    private JetStreamManagement management;

    @BeforeEach
    void createStream() throws Exception {
        nats = api.nats();
        management = nats.jetStreamManagement();
        management.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects("kept.>")
                .storageType(StorageType.Memory)
                .maximumMessageSize(100)
                .build());
    }

    @AfterEach
    void deleteStream() throws Exception {
        management.deleteStream(STREAM);
        nats.close();
    }

    @Test
    void shouldAnswerWithTheAcknowledgementOfTheStream() throws Exception {
        // given
        RequestSpecification client = api.client().header("Nats-Msg-Id", "1").body("payload");

        // when
        var stored = client.post("/v1/subjects/kept.a?require=stream").then();
        var again = client.post("/v1/subjects/kept.a").then();

        // then
        stored.statusCode(200).body("stream", equalTo(STREAM)).body("seq", equalTo(1));
        again.statusCode(200).body("seq", equalTo(1)).body("duplicate", equalTo(true));
        var message = management.getMessage(STREAM, 1);
        assertThat(message.getData()).isEqualTo("payload".getBytes(StandardCharsets.UTF_8));
        assertThat(message.getHeaders().getFirst("Nats-Msg-Id")).isEqualTo("1");
    }

    @Test
    void shouldTellWhyTheStreamRefused() {
        // given
        RequestSpecification client = api.client().header("Nats-Expected-Last-Sequence", "7");

        // when
        var wrong = client.post("/v1/subjects/kept.a").then();
        var large =
                api.client().body("x".repeat(101)).post("/v1/subjects/kept.a").then();

        // then
        wrong.statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:quoll:problem:stream-refused"))
                .body("code", equalTo(10071))
                .body("detail", equalTo("wrong last sequence: 0"));
        large.statusCode(400).body("code", equalTo(10054));
    }

    @Test
    void shouldLetTheStreamAnswerElsewhere() {
        // given
        RequestSpecification client = api.client().body("payload");

        // when
        var answer = client.post("/v1/subjects/kept.a?reply=acks").then();

        // then
        answer.statusCode(202).body("receivers", equalTo(1));
    }

    @Test
    void shouldRefuseOfAStreamWhatNoStreamTakes() throws Exception {
        // given
        Map<String, String> headers = Map.of("Content-Type", "application/x-ndjson");
        String path = "/v1/subjects?require=stream";
        try (OpenStream stream = api.post(HttpVersion.HTTP_2, path, headers)) {

            // when
            stream.write("""
                    {"subject":"kept.a","payload":"1"}
                    {"subject":"elsewhere","payload":"2"}
                    {"subject":"kept.a","payload":"3"}
                    """);

            // then
            assertThat(stream.content())
                    .isEqualTo("{\"first\":1,\"last\":1,\"status\":200,\"stream\":\"KEPT\",\"seq\":1}");
            assertThat(stream.content())
                    .startsWith("{\"first\":2,\"last\":2,\"status\":503,")
                    .contains("urn:quoll:problem:no-stream");
            assertThat(stream.content())
                    .isEqualTo("{\"first\":3,\"last\":3,\"status\":200,\"stream\":\"KEPT\",\"seq\":2}");
        }
    }

    @Test
    void shouldTellWhatWasStoredOfAStream() throws Exception {
        // given
        Map<String, String> headers = Map.of("Content-Type", "application/x-ndjson");
        try (OpenStream stream = api.post(HttpVersion.HTTP_2, "/v1/subjects", headers)) {

            // when
            stream.write("""
                    {"subject":"kept.a","payload":"1"}
                    {"subject":"kept.b","payload":"2"}
                    {"subject":"elsewhere","payload":"3"}
                    {"subject":"kept.a","headers":{"Nats-Expected-Last-Sequence":"9"}}
                    {"subject":"kept.a","payload":"4"}
                    """);

            // then
            assertThat(stream.content())
                    .isEqualTo("{\"first\":1,\"last\":2,\"status\":200,\"stream\":\"KEPT\",\"seq\":1}");
            assertThat(stream.content()).isEqualTo("{\"first\":3,\"last\":3,\"status\":202,\"receivers\":0}");
            assertThat(stream.content())
                    .startsWith("{\"first\":4,\"last\":4,\"status\":400,")
                    .contains("10071");
            assertThat(stream.content())
                    .isEqualTo("{\"first\":5,\"last\":5,\"status\":200,\"stream\":\"KEPT\",\"seq\":3}");
        }
    }
}
