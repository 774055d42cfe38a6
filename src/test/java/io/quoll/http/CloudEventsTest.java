package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class CloudEventsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String EVENT = """
            {"specversion":"1.0","id":"1","source":"/shop","type":"order.created","subject":"42",
             "comexample":7,"note":"é","datacontenttype":"application/json","data":{"pieces":12}}""";

    @Inject
    HttpApi api;

    private Connection nats;
    private Subscription all;

    @BeforeEach
    void connect() throws Exception {
        nats = api.nats();
        all = nats.subscribe(">");
        nats.flush(SOON);
    }

    @AfterEach
    void disconnect() throws Exception {
        nats.close();
    }

    /** JSON is UTF-8, whatever a client would make of text. */
    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldCarryAStructuredEventInHeaders() throws Exception {
        // given
        RequestSpecification client = api.client().contentType(STRUCTURED).body(bytes(EVENT));

        // when
        client.post("/v1/events").then().statusCode(202).body("subject", equalTo("order.created"));

        // then
        Message message = all.nextMessage(SOON);
        assertThat(message.getSubject()).isEqualTo("order.created");
        assertThat(message.getHeaders().getFirst("ce-specversion")).isEqualTo("1.0");
        assertThat(message.getHeaders().getFirst("ce-source")).isEqualTo("/shop");
        assertThat(message.getHeaders().getFirst("ce-comexample")).isEqualTo("7");
        assertThat(message.getHeaders().getFirst("ce-note")).isEqualTo("%C3%A9");
        assertThat(message.getHeaders().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(message.getData()).isEqualTo("{\"pieces\":12}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldPassOnABinaryEvent() throws Exception {
        // given
        RequestSpecification client = api.client()
                .header("ce-specversion", "1.0")
                .header("CE-ID", "2")
                .header("ce-source", "/shop")
                .header("ce-type", "order.created")
                .header("ce-subject", "42")
                .contentType("text/plain")
                .body("twelve");

        // when
        client.post("/v1/events?subject=events.%7Btype%7D.%7Bsubject%7D").then().statusCode(202);

        // then
        Message message = all.nextMessage(SOON);
        assertThat(message.getSubject()).isEqualTo("events.order.created.42");
        assertThat(message.getHeaders().getFirst("ce-id")).isEqualTo("2");
        assertThat(message.getData()).isEqualTo("twelve".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldPublishABatch() throws Exception {
        // given
        String batch = "[" + EVENT + "," + EVENT.replace("order.created", "order.paid") + "]";
        RequestSpecification client =
                api.client().contentType("application/cloudevents-batch+json").body(bytes(batch));

        // when
        var answer = client.post("/v1/events").then();

        // then
        answer.statusCode(202).body("published", equalTo(2)).body("results.receivers", equalTo(List.of(1, 1)));
        assertThat(all.nextMessage(SOON).getSubject()).isEqualTo("order.created");
        assertThat(all.nextMessage(SOON).getSubject()).isEqualTo("order.paid");
    }

    @Test
    void shouldPublishNothingOfABatchWithAFault() throws Exception {
        // given
        String batch = "[" + EVENT + "," + EVENT.replace("order.created", "order..paid") + "]";
        RequestSpecification client =
                api.client().contentType("application/cloudevents-batch+json").body(bytes(batch));

        // when
        var answer = client.post("/v1/events").then();

        // then
        answer.statusCode(400).body("type", equalTo("urn:quoll:problem:invalid-subject"));
        api.client().body("next").post("/v1/subjects/next").then().statusCode(202);
        assertThat(all.nextMessage(SOON).getSubject()).isEqualTo("next");
    }

    @Test
    void shouldTakeTheSubjectOfThePath() throws Exception {
        // given
        RequestSpecification client = api.client().contentType(STRUCTURED).body(bytes(EVENT));

        // when
        client.post("/v1/subjects/elsewhere").then().statusCode(202);

        // then
        assertThat(all.nextMessage(SOON).getSubject()).isEqualTo("elsewhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"specversion\":\"1.0\"",
                "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"s\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"Upper\":\"x\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"nested\":{}}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":\"*\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"} {}"
            })
    void shouldRefuseWhatIsNoEvent(String body) {
        // given
        RequestSpecification client = api.client().contentType(STRUCTURED).body(bytes(body));

        // when
        var answer = client.post("/v1/events").then();

        // then
        answer.statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:quoll:problem:invalid-event"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "*", "a..b"})
    void shouldRefuseATypeThatIsNoSubject(String type) {
        // given
        RequestSpecification client =
                api.client().contentType(STRUCTURED).body(bytes(EVENT.replace("order.created", type)));

        // when
        var answer = client.post("/v1/events").then();

        // then
        answer.statusCode(400).body("type", equalTo("urn:quoll:problem:invalid-subject"));
        api.client()
                .contentType(STRUCTURED)
                .body(bytes(EVENT))
                .post("/v1/events?subject=x.%7Babsent%7D")
                .then()
                .statusCode(400)
                .body("detail", containsString("'absent'"));
    }

    @Test
    void shouldRefuseAPlainBody() {
        // given
        RequestSpecification client = api.client().body("x");

        // when
        var answer = client.post("/v1/events").then();

        // then
        answer.statusCode(400).body("detail", containsString("ce-specversion"));
    }
}
