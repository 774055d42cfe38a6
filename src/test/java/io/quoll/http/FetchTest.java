package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class FetchTest {

    private static final String CONSUMER = "/v1/streams/FETCH/consumers/work";

    @Inject
    HttpApi api;

    private Connection nats;
    private JetStreamManagement management;

    @BeforeEach
    void createConsumer() throws Exception {
        nats = api.nats();
        management = nats.jetStreamManagement();
        management.addStream(StreamConfiguration.builder()
                .name("FETCH")
                .subjects("fetch.>")
                .storageType(StorageType.Memory)
                .build());
        management.addOrUpdateConsumer(
                "FETCH",
                ConsumerConfiguration.builder()
                        .durable("work")
                        .ackWait(Duration.ofSeconds(30))
                        .build());
    }

    @AfterEach
    void deleteStream() throws Exception {
        management.deleteStream("FETCH");
        nats.close();
    }

    private void publish(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            nats.jetStream().publish("fetch.a", ("payload " + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<JsonObject> fetch(String parameters) {
        return api.client()
                .post(CONSUMER + "/fetch" + parameters)
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .map(JsonObject::new)
                .toList();
    }

    /** What was fetched, without heartbeats. */
    private static List<JsonObject> withTokens(List<JsonObject> lines) {
        return lines.stream().filter(line -> line.containsKey("token")).toList();
    }

    private ValidatableResponse tell(Object body) {
        return api.client()
                .contentType("application/json")
                .body(body.toString())
                .post(CONSUMER + "/acks")
                .then();
    }

    private static JsonObject verdict(JsonObject message, String action) {
        return new JsonObject().put("token", message.getString("token")).put("action", action);
    }

    private ConsumerInfo info() throws Exception {
        return management.getConsumerInfo("FETCH", "work");
    }

    @Test
    void shouldFetchWhatThereIsWithTokens() throws Exception {
        // given
        publish(3);

        // when
        List<JsonObject> messages = fetch("?batch=10&no_wait=true");

        // then
        assertThat(messages).extracting(m -> m.getLong("seq")).containsExactly(1L, 2L, 3L);
        assertThat(messages.get(0).fieldNames())
                .containsExactly("seq", "time", "deliveries", "subject", "token", "payload");
        assertThat(messages.get(2).getString("payload")).isEqualTo("payload 3");
        assertThat(info().getNumAckPending()).isEqualTo(3);
    }

    @Test
    void shouldLetGoOfAPullThatIsHeldBack() throws Exception {
        // given
        management.addOrUpdateConsumer(
                "FETCH",
                ConsumerConfiguration.builder()
                        .durable("work")
                        .ackWait(Duration.ofSeconds(30))
                        .maxAckPending(2)
                        .build());
        publish(6);
        List<JsonObject> held = withTokens(fetch("?batch=5&no_wait=true"));

        // when
        tell(new JsonArray(held.stream().map(m -> verdict(m, "ack")).toList())).statusCode(200);
        List<JsonObject> next = fetch("?batch=5&expires=300ms");

        // then
        assertThat(held).extracting(m -> m.getLong("seq")).containsExactly(1L, 2L);
        assertThat(next).extracting(m -> m.getLong("seq")).containsExactly(3L, 4L);
    }

    @Test
    void shouldNotWaitForAcknowledgementsWithWhoDoesNotWait() throws Exception {
        // given
        management.addOrUpdateConsumer(
                "FETCH",
                ConsumerConfiguration.builder()
                        .durable("work")
                        .ackWait(Duration.ofSeconds(30))
                        .maxAckPending(1)
                        .build());
        publish(2);
        List<JsonObject> held = withTokens(fetch("?batch=2&no_wait=true"));
        long began = System.nanoTime();

        // when
        List<JsonObject> more = withTokens(fetch("?batch=2&no_wait=true"));

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
        assertThat(held).extracting(m -> m.getLong("seq")).containsExactly(1L);
        assertThat(more).isEmpty();
    }

    @Test
    void shouldEndWithTheBatchOrTheTime() throws Exception {
        // given
        publish(3);

        // when
        List<JsonObject> whole = fetch("?batch=2&expires=10s");
        List<JsonObject> part = fetch("?batch=2&expires=100ms");
        List<JsonObject> nothing = fetch("?no_wait=true");

        // then
        assertThat(whole).hasSize(2);
        assertThat(part).hasSize(1);
        assertThat(nothing).isEmpty();
    }

    @Test
    void shouldWaitForMessages() throws Exception {
        // given
        try (OpenStream open = api.post(HttpVersion.HTTP_2, CONSUMER + "/fetch?batch=2&expires=10s", Map.of())) {
            open.endBody();

            // when
            publish(2);

            // then
            assertThat(open.content()).contains("payload 1");
            assertThat(open.content()).contains("payload 2");
            open.remaining();
        }
    }

    @Test
    void shouldRecordWhatIsSaidOfOneMessage() throws Exception {
        // given
        publish(1);
        JsonObject message = fetch("").get(0);

        // when
        ValidatableResponse response = tell(verdict(message, "ack"));

        // then
        response.statusCode(204);
        assertThat(info().getAckFloor().getStreamSequence()).isEqualTo(1);
        assertThat(info().getNumAckPending()).isZero();
    }

    @Test
    void shouldDeliverAgainWhatWasNotTaken() throws Exception {
        // given
        publish(1);
        JsonObject first = fetch("").get(0);

        // when
        tell(verdict(first, "nak").put("delay", "1ms")).statusCode(204);
        JsonObject second = fetch("?expires=10s").get(0);

        // then
        assertThat(first.getInteger("deliveries")).isEqualTo(1);
        assertThat(second.getInteger("deliveries")).isEqualTo(2);
        assertThat(second.getString("token")).isNotEqualTo(first.getString("token"));
        tell(verdict(second, "term").put("reason", "broken")).statusCode(204);
        assertThat(info().getNumAckPending()).isZero();
    }

    @Test
    void shouldKnowThatSomethingTakesLonger() throws Exception {
        // given
        publish(1);
        JsonObject message = fetch("").get(0);

        // when
        ValidatableResponse response = tell(verdict(message, "progress"));

        // then
        response.statusCode(204);
        assertThat(info().getNumAckPending()).isEqualTo(1);
    }

    @Test
    void shouldRecordManyAndTellWhatMakesNoSense() throws Exception {
        // given
        publish(4);
        List<JsonObject> messages = fetch("?batch=4");
        JsonArray verdicts = new JsonArray()
                .add(messages.get(0).getString("token"))
                .add(verdict(messages.get(1), "nak").put("delay", "1h"))
                .add(new JsonObject().put("token", "bm9uc2Vuc2U"))
                .add(verdict(messages.get(3), "term"));

        // when
        ValidatableResponse response = tell(verdicts);

        // then
        response.statusCode(207)
                .body("recorded", equalTo(3))
                .body("results.status", equalTo(List.of(204, 204, 400, 204)))
                .body("results[2].problem.code", equalTo(20030));
        assertThat(info().getNumAckPending()).isEqualTo(2);
    }

    @Test
    void shouldTakeOneVerdictALine() throws Exception {
        // given
        publish(2);
        List<JsonObject> messages = fetch("?batch=2");

        // when
        ValidatableResponse response =
                tell(verdict(messages.get(0), "ack") + "\n" + verdict(messages.get(1), "ack") + "\n");

        // then
        response.statusCode(200).body("recorded", equalTo(2));
        assertThat(info().getNumAckPending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/vnd.quoll.frames"})
    void shouldFetchInOtherFormats(String type) throws Exception {
        // given
        publish(1);

        // when
        ValidatableResponse response =
                api.client().accept(type).post(CONSUMER + "/fetch?expires=5s").then();

        // then
        response.statusCode(200).contentType(type);
        assertThat(response.extract().asString()).contains("payload 1").doesNotContain("id:");
    }

    @Test
    void shouldSayWhatTheConsumerRefuses() throws Exception {
        // given
        management.addOrUpdateConsumer(
                "FETCH",
                ConsumerConfiguration.builder()
                        .durable("pushed")
                        .deliverSubject("somewhere")
                        .build());

        // when
        ValidatableResponse response =
                api.client().post("/v1/streams/FETCH/consumers/pushed/fetch").then();

        // then
        response.statusCode(409)
                .body("type", equalTo("urn:quoll:problem:consumer-refused"))
                .body("detail", containsString("push"));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/streams/NONE/consumers/work/fetch, '', 404, 10059",
        "/v1/streams/FETCH/consumers/none/fetch, '', 404, 10014",
        "/v1/streams/FETCH/consumers/a.b/fetch, '', 400, 20002",
        "/v1/streams/FETCH/consumers/%3E/fetch, '', 400, 20002",
        "/v1/streams/FETCH/consumers/work/fetch?batch=0, '', 400, 20002",
        "/v1/streams/FETCH/consumers/work/fetch?batch=10001, '', 400, 20002",
        "/v1/streams/FETCH/consumers/work/fetch?max_bytes=x, '', 400, 20002",
        "/v1/streams/FETCH/consumers/work/fetch?expires=1h, '', 400, 20002",
        "/v1/streams/FETCH/consumers/work/fetch?expires=1s&no_wait=true, '', 400, 20002",
        "/v1/streams/FETCH/consumers/work/fetch?wait=1, '', 400, 20002",
        "/v1/streams/NONE/consumers/work/acks, '\"x\"', 404, 10059",
        "/v1/streams/FETCH/consumers/none/acks, '\"x\"', 404, 10014",
        "/v1/streams/FETCH/consumers/work/acks, '', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '{', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '[', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '[]', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '7', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '{}', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '{\"token\":7}', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '{\"token\":\"x\",\"action\":\"eat\"}', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '{\"token\":\"x\",\"delay\":\"5s\"}', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '{\"token\":\"x\",\"action\":\"nak\",\"delay\":\"-5s\"}', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '{\"token\":\"x\",\"colour\":1}', 400, 20004",
        "/v1/streams/FETCH/consumers/work/acks, '\"?\"', 400, 20030",
        "/v1/streams/FETCH/consumers/work/acks, '\"AQ\"', 400, 20030",
        "/v1/streams/FETCH/consumers/work/acks, '\"\"', 400, 20030",
        "/v1/streams/FETCH/consumers/work/acks, '\"AQAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAAAAAAA\"', 400, 20030",
    })
    void shouldRefuseWhatMakesNoSense(String path, String body, int status, int code) {
        // given
        var client = api.client().body(body);

        // when
        ValidatableResponse response = client.post(path).then();

        // then
        response.statusCode(status).contentType("application/problem+json").body("code", equalTo(code));
    }
}
