package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.message.MessageBatch;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class ReadStreamTest {

    private static final String PATH = "/v1/streams/READ/messages";

    @Inject
    HttpApi api;

    private Connection nats;
    private JetStreamManagement management;
    private JetStream stream;

    @BeforeEach
    void createStream() throws Exception {
        nats = api.nats();
        management = nats.jetStreamManagement();
        stream = nats.jetStream();
        management.addStream(StreamConfiguration.builder()
                .name("READ")
                .subjects("read.>")
                .storageType(StorageType.Memory)
                .build());
    }

    @AfterEach
    void deleteStream() throws Exception {
        if (management.getStreamNames().contains("READ")) {
            management.deleteStream("READ");
        }
        nats.close();
    }

    private void publish(String... subjects) throws Exception {
        for (String subject : subjects) {
            stream.publish(subject, subject.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What a reading shows that ends where the stream does. */
    private List<JsonObject> read(String parameters, Map<String, String> headers) {
        String body = api.client()
                .headers(headers)
                .get(PATH + "?follow=false" + parameters)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return body.lines().map(JsonObject::new).toList();
    }

    private List<Long> sequences(String parameters, Map<String, String> headers) {
        return read(parameters, headers).stream()
                .map(message -> message.getLong("seq"))
                .toList();
    }

    private OpenStream open(String parameters, String accept, String... lastEventId) throws Exception {
        Map<String, String> headers = lastEventId.length == 0
                ? Map.of("Accept", accept)
                : Map.of("Accept", accept, "Last-Event-ID", lastEventId[0]);
        return api.get(HttpVersion.HTTP_2, PATH + parameters, headers);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1 2 3 4 5 6",
        "&start=all, 1 2 3 4 5 6",
        "&start=4, 4 5 6",
        "&start=99, ''",
        "&start=new, ''",
        "&start=last, 6",
        "&start=last&filter=read.a, 5",
        "&start=last-per-subject, 4 5 6",
        "&start=last-per-subject&filter=read.a&filter=read.c, 4 5",
        "&start=2001-01-01T00:00:00Z, 1 2 3 4 5 6",
        "&start=2199-01-01T00:00:00Z, ''",
        "&filter=read.a, 1 3 5",
        "&filter=read.*&max=2, 1 2",
        "&filter=read.b&filter=read.c, 2 4 6",
        "&filter=other, ''",
    })
    void shouldBeginWhereItIsToldTo(String parameters, String expected) throws Exception {
        // given
        publish("read.a", "read.b", "read.a", "read.c", "read.a", "read.b");

        // when
        List<Long> sequences = sequences(parameters, Map.of());

        // then
        assertThat(sequences)
                .isEqualTo(expected.lines()
                        .flatMap(line -> List.of(line.split(" ")).stream())
                        .map(Long::valueOf)
                        .toList());
    }

    @Test
    void shouldBeginAtATime() throws Exception {
        // given
        publish("read.a", "read.b");
        Instant second = management.getMessage("READ", 2).getTime().toInstant();

        // when
        List<Long> sequences = sequences("&start=" + second, Map.of());

        // then
        assertThat(sequences).containsExactly(2L);
    }

    @Test
    void shouldShowWhatTheStreamKeeps() throws Exception {
        // given
        api.client()
                .header("Content-Type", "text/plain")
                .header("Quoll-Colour", "red")
                .body("payload")
                .post("/v1/subjects/read.a")
                .then()
                .statusCode(200);

        // when
        JsonObject message = read("", Map.of()).get(0);

        // then
        assertThat(message.fieldNames()).containsExactly("seq", "time", "subject", "headers", "payload");
        assertThat(message.getString("payload")).isEqualTo("payload");
        assertThat(message.getJsonObject("headers").getJsonArray("Quoll-Colour"))
                .containsExactly("red");
        assertThat(Instant.parse(message.getString("time")))
                .isEqualTo(management.getMessage("READ", 1).getTime().toInstant());
    }

    @Test
    void shouldGoOnWithWhatComes() throws Exception {
        // given
        publish("read.a");
        try (OpenStream open = open("", "application/x-ndjson")) {
            assertThat(open.content()).startsWith("{\"seq\":1,");

            // when
            publish("read.b");

            // then
            assertThat(open.content()).startsWith("{\"seq\":2,").contains("read.b");
        }
    }

    @Test
    void shouldHaveSequencesAsIdsAndGoOnBehindThem() throws Exception {
        // given
        publish("read.a", "read.b", "read.c");
        try (OpenStream first = open("?start=2", "text/event-stream")) {
            assertThat(first.content()).isEqualTo("id: 2");
            assertThat(first.content()).startsWith("data: {\"seq\":2,");
        }

        // when
        try (OpenStream second = open("?start=2", "text/event-stream", "2")) {

            // then
            assertThat(second.content()).isEqualTo("id: 3");
        }
    }

    @Test
    void shouldTakeUpASnapshotWhereItWasCut() throws Exception {
        // given
        publish("read.a", "read.b", "read.c");
        try (OpenStream first = open("?start=last-per-subject", "text/event-stream")) {
            assertThat(first.content()).isEqualTo("id: 1/3");
        }
        publish("read.b", "read.b");

        // when
        List<JsonObject> rest = read("&start=last-per-subject", Map.of("Last-Event-ID", "1/3"));

        // then
        assertThat(rest).extracting(m -> m.getLong("seq")).containsExactly(2L, 3L, 4L, 5L);
        assertThat(rest).extracting(m -> m.getString("id")).containsExactly("2/3", "3/3", null, null);
    }

    @Test
    void shouldWriteFramesWithSequenceAndTime() throws Exception {
        // given
        publish("read.a");
        long time = management.getMessage("READ", 1).getTime().toInstant().getEpochSecond();

        // when
        try (OpenStream open = open("", "application/vnd.quoll.frames")) {
            Buffer head = open.bytes(MessageBatch.STORED_HEAD);
            Buffer rest = open.bytes(head.getInt(0) + 4 - MessageBatch.STORED_HEAD);

            // then
            assertThat(head.getByte(4)).isEqualTo(MessageBatch.STORED);
            assertThat(head.getLong(MessageBatch.FRAME_HEAD)).isEqualTo(1);
            assertThat(head.getLong(MessageBatch.FRAME_HEAD + 8) / 1_000_000_000L)
                    .isEqualTo(time);
            assertThat(rest.toString()).isEqualTo("read.aread.a");
        }
    }

    @ParameterizedTest
    @CsvSource({"application/x-ndjson", "application/vnd.quoll.frames"})
    void shouldPublishWhatWasRead(String type) throws Exception {
        // given
        publish("read.a", "read.b");
        byte[] read = api.client()
                .accept(type)
                .get(PATH + "?follow=false")
                .then()
                .extract()
                .asByteArray();

        // when
        api.client().contentType(type).body(read).post("/v1/subjects").then().statusCode(200);

        // then
        assertThat(management.getStreamInfo("READ").getStreamState().getMsgCount())
                .isEqualTo(4);
        assertThat(management.getMessage("READ", 4).getData()).isEqualTo("read.b".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldShowEventsWithTheirPlace() throws Exception {
        // given
        publish("read.a");

        // when
        JsonObject event = read("&as=cloudevents", Map.of()).get(0);

        // then
        assertThat(event.getString("id")).isEqualTo("1");
        assertThat(event.getString("source")).isEqualTo("/v1/streams/READ");
        assertThat(event.getString("type")).isEqualTo("read.a");
    }

    @Test
    void shouldTellHowMuchHasGoneBeforeItWasRead() throws Exception {
        // given
        publish("read.a", "read.a", "read.a", "read.a", "read.a");
        management.purgeStream("READ", PurgeOptions.builder().sequence(4).build());

        // when
        List<JsonObject> resumed = read("", Map.of("Last-Event-ID", "1"));
        List<JsonObject> whole = read("&start=all", Map.of());

        // then
        assertThat(resumed.get(0)).isEqualTo(new JsonObject("{\"event\":\"gap\",\"dropped\":2}"));
        assertThat(resumed.get(1).getLong("seq")).isEqualTo(4);
        assertThat(whole.get(0).getLong("seq")).isEqualTo(4);
    }

    @Test
    void shouldLeaveOutWhatWasDeleted() throws Exception {
        // given
        publish("read.a", "read.a", "read.a");
        management.deleteMessage("READ", 2);

        // when
        List<Long> sequences = sequences("", Map.of("Last-Event-ID", "1"));

        // then
        assertThat(sequences).containsExactly(3L);
    }

    @Test
    void shouldEndWhenTheStreamGoes() throws Exception {
        // given
        try (OpenStream open = open("", "application/x-ndjson")) {
            assertThat(open.head().statusCode()).isEqualTo(200);

            // when
            management.deleteStream("READ");

            // then
            assertThat(open.content()).contains("\"event\":\"end\"").contains("10059");
        }
    }

    @Test
    void shouldRefuseAPlaceBeyondTheEnd() throws Exception {
        // given
        publish("read.a");

        // when
        ValidatableResponse response =
                api.client().header("Last-Event-ID", "500").get(PATH).then();

        // then
        response.statusCode(409).body("type", equalTo("urn:quoll:problem:unknown-place"));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/streams/NONE/messages, '', 404, 10059",
        "/v1/streams/a.b/messages, '', 400, 20002",
        "/v1/streams/%2A/messages, '', 400, 20002",
        "/v1/streams/READ/messages?start=0, '', 400, 20002",
        "/v1/streams/READ/messages?start=-1, '', 400, 20002",
        "/v1/streams/READ/messages?start=tomorrow, '', 400, 20002",
        "/v1/streams/READ/messages?start=99999999999999999999, '', 400, 20002",
        "/v1/streams/READ/messages?start=2026-13-45T00:00:00Z, '', 400, 20002",
        "/v1/streams/READ/messages?filter=a..b, '', 400, 20001",
        "/v1/streams/READ/messages?follow=perhaps, '', 400, 20002",
        "/v1/streams/READ/messages?max=0, '', 400, 20002",
        "/v1/streams/READ/messages?from=1, '', 400, 20002",
        "/v1/streams/READ/messages, x, 400, 20003",
        "/v1/streams/READ/messages, 1/, 400, 20003",
        "/v1/streams/READ/messages, 5/3, 400, 20003",
        "/v1/streams/READ/messages, -4, 400, 20003",
        "/v1/streams/READ/messages, 9999999999999999999, 400, 20003",
    })
    void shouldRefuseWhatMakesNoSense(String path, String lastEventId, int status, int code) {
        // given
        Map<String, String> headers = lastEventId.isEmpty() ? Map.of() : Map.of("Last-Event-ID", lastEventId);

        // when
        ValidatableResponse response = api.client().headers(headers).get(path).then();

        // then
        response.statusCode(status).contentType("application/problem+json").body("code", equalTo(code));
    }
}
