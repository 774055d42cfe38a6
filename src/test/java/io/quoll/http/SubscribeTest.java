package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.server.Broker;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class SubscribeTest {

    private static final Map<String, String> NDJSON = Map.of("Accept", "application/x-ndjson");
    private static final Map<String, String> SSE = Map.of("Accept", "text/event-stream");
    private static final Map<String, String> FRAMES = Map.of("Accept", "application/vnd.quoll.frames");

    @Inject
    Broker broker;

    @Inject
    HttpApi api;

    @Inject
    OpenStreams streams;

    private Connection nats;

    @BeforeEach
    void connect() throws Exception {
        nats = api.nats();
    }

    @AfterEach
    void disconnect() throws Exception {
        nats.close();
    }

    private OpenStream subscribe(String rest, Map<String, String> headers) throws Exception {
        return subscribe(HttpVersion.HTTP_2, rest, headers);
    }

    private OpenStream subscribe(HttpVersion version, String rest, Map<String, String> headers) throws Exception {
        OpenStream stream = api.get(version, "/v1/subjects/" + rest, headers);
        assertThat(stream.head().statusCode()).isEqualTo(200);
        return stream;
    }

    private void publish(String subject, String payload) {
        nats.publish(subject, payload.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void shouldStreamJsonLines(HttpVersion version) throws Exception {
        // given
        try (OpenStream stream = subscribe(version, "lines.*", NDJSON)) {

            // when
            publish("lines.a", "one \"quoted\" \n ä");
            nats.publish("lines.b", "answers", new byte[] {(byte) 0xFF, 0});

            // then
            assertThat(stream.head().getHeader("Content-Type")).isEqualTo("application/x-ndjson");
            assertThat(stream.content())
                    .isEqualTo("{\"subject\":\"lines.a\",\"payload\":\"one \\\"quoted\\\" \\n ä\"}");
            assertThat(stream.content())
                    .isEqualTo("{\"subject\":\"lines.b\",\"reply\":\"answers\",\"payload_base64\":\"/wA=\"}");
        }
    }

    @Test
    void shouldLetGoOfItsSubscriptionWhenTheTimeIsOver() {
        // when
        String ended = api.client()
                .get("/v1/subjects/timed?timeout=100ms")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        // then
        assertThat(ended).isEmpty();
        await().until(() -> !broker.router().hasInterest("timed".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldStreamEvents() throws Exception {
        // given
        try (OpenStream stream = subscribe("events.>", SSE)) {

            // when
            Headers headers = new Headers().add("Name", "a", "b");
            nats.publish(NatsMessage.builder()
                    .subject("events.a.b")
                    .headers(headers)
                    .data("x")
                    .build());

            // then
            assertThat(stream.head().getHeader("Content-Type")).isEqualTo("text/event-stream;charset=UTF-8");
            assertThat(stream.line()).isEqualTo(":");
            assertThat(stream.content())
                    .isEqualTo(
                            "data: {\"subject\":\"events.a.b\",\"headers\":{\"Name\":[\"a\",\"b\"]},\"payload\":\"x\"}");
            assertThat(stream.line()).isEmpty();
        }
    }

    @Test
    void shouldStreamFrames() throws Exception {
        // given
        try (OpenStream stream = subscribe("frames.*", FRAMES)) {

            // when
            nats.publish(NatsMessage.builder()
                    .subject("frames.a")
                    .replyTo("r")
                    .headers(new Headers().add("N", "v"))
                    .data("data")
                    .build());

            // then
            Buffer frame = frame(stream);
            assertThat(frame.getShort(2)).isEqualTo((short) 8);
            assertThat(frame.getShort(4)).isEqualTo((short) 1);
            assertThat(frame.getString(10, frame.length())).isEqualTo("frames.arNATS/1.0\r\nN:v\r\n\r\ndata");
        }
    }

    /** The next frame that is no heartbeat, without its length. */
    private static Buffer frame(OpenStream stream) throws Exception {
        Buffer frame = stream.bytes(stream.bytes(4).getInt(0));
        return frame.getByte(0) == 2 ? frame(stream) : frame;
    }

    @Test
    void shouldKeepTheOrderOfManyMessages() throws Exception {
        // given
        int count = 20_000;
        try (OpenStream stream = subscribe("many?max=" + count, NDJSON)) {

            // when
            for (int i = 0; i < count; i++) {
                publish("many", String.valueOf(i));
            }

            // then
            String[] lines = stream.remaining().split("\n", -1);
            assertThat(lines).hasSize(count + 1);
            for (int i = 0; i < count; i++) {
                assertThat(lines[i]).contains("\"payload\":\"" + i + "\"");
            }
        }
    }

    @Test
    void shouldTakeSeveralPatterns() throws Exception {
        // given
        try (OpenStream stream = subscribe("one.*?also=two.%3E&also=three&max=3", NDJSON)) {

            // when
            publish("one.x", "");
            publish("other", "");
            publish("two.x.y", "");
            publish("three", "");

            // then
            assertThat(stream.content()).contains("one.x");
            assertThat(stream.content()).contains("two.x.y");
            assertThat(stream.content()).contains("three");
            await().until(stream::isEnded);
        }
    }

    @Test
    void shouldShareTheMessagesOfAQueueGroup() throws Exception {
        // given
        int count = 100;
        try (OpenStream one = subscribe("work?queue=q&timeout=1s", NDJSON);
                OpenStream other = subscribe("work?queue=q&timeout=1s", NDJSON)) {

            // when
            for (int i = 0; i < count; i++) {
                publish("work", String.valueOf(i));
            }

            // then
            long first = messages(one);
            long second = messages(other);
            assertThat(first + second).isEqualTo(count);
            assertThat(first).isBetween(1L, count - 1L);
        }
    }

    private static long messages(OpenStream stream) throws Exception {
        return stream.remaining().lines().filter(l -> l.contains("\"subject\"")).count();
    }

    @Test
    void shouldSendSignsOfLife() throws Exception {
        // given
        try (OpenStream lines = subscribe("silence", NDJSON);
                OpenStream events = subscribe("silence", SSE);
                OpenStream frames = subscribe("silence", FRAMES)) {

            // when
            String line = lines.line();

            // then
            assertThat(line).isEqualTo("{\"event\":\"heartbeat\"}");
            assertThat(events.line()).isEqualTo(":");
            assertThat(frames.bytes(14).getByte(4)).isEqualTo((byte) 2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void shouldUnsubscribeWhenTheClientGoes(HttpVersion version) throws Exception {
        // given
        OpenStream stream = subscribe(version, "gone?also=gone.too", NDJSON);
        boolean heardBefore = isHeard("gone") && isHeard("gone.too");

        // when
        stream.close();

        // then
        assertThat(heardBefore).isTrue();
        await().until(() -> !isHeard("gone") && !isHeard("gone.too") && streams.size() == 0);
    }

    private boolean isHeard(String subject) {
        return broker.router().hasInterest(subject.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldEndTheStreamOfASlowReader() throws Exception {
        // given
        try (OpenStream slow = subscribe("flood?pending=65536", NDJSON)) {
            slow.stopReading();

            // when
            flood(2_000);

            // then
            slow.goOnReading();
            String rest = slow.remaining();
            assertThat(rest.lines().filter(l -> l.contains("\"subject\"")).count())
                    .isLessThan(2_000);
            assertThat(rest.lines().reduce((a, b) -> b).orElseThrow())
                    .startsWith("{\"event\":\"end\",\"problem\":{\"type\":\"urn:quoll:problem:slow-reader\"");
        }
    }

    @Test
    void shouldTellASlowReaderWhatItMissed() throws Exception {
        // given
        int count = 2_000;
        try (OpenStream slow = subscribe("flood?pending=65536&slow=drop&max=" + (count + 1), NDJSON);
                OpenStream quick = subscribe("flood?max=" + count, NDJSON)) {
            slow.stopReading();

            // when
            flood(count);
            String all = quick.remaining();
            slow.goOnReading();
            publish("flood", "last");

            // then
            String rest = slow.remaining();
            long came = rest.lines().filter(l -> l.contains("\"subject\"")).count();
            long missed = rest.lines()
                    .filter(l -> l.contains("\"gap\""))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                    .sum();
            assertThat(all.lines().filter(l -> l.contains("\"subject\"")).count())
                    .isEqualTo(count);
            assertThat(missed).isPositive();
            assertThat(came + missed).isEqualTo(count + 1);
        }
    }

    private void flood(int count) throws Exception {
        String payload = "x".repeat(4000);
        for (int i = 0; i < count; i++) {
            publish("flood", payload);
        }
        nats.flush(Duration.ofSeconds(10));
    }

    @Test
    void shouldShowMessagesAsCloudEvents() throws Exception {
        // given
        try (OpenStream stream = subscribe("ce.*?as=cloudevents&max=2", NDJSON)) {

            // when
            nats.publish(NatsMessage.builder()
                    .subject("ce.a")
                    .headers(new Headers()
                            .add("Content-Type", "application/json")
                            .add("ce-specversion", "1.0")
                            .add("ce-id", "7")
                            .add("ce-source", "/s")
                            .add("ce-type", "t"))
                    .data("{\"a\": 1}")
                    .build());
            publish("ce.b", "x");

            // then
            assertThat(stream.content())
                    .contains("\"datacontenttype\":\"application/json\"", "\"specversion\":\"1.0\"", "\"id\":\"7\"")
                    .endsWith("\"data\":{\"a\":1}}");
            assertThat(stream.content())
                    .contains("\"source\":\"/v1/subjects\",\"type\":\"ce.b\"")
                    .endsWith("\"data_base64\":\"eA==\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "a..b, application/x-ndjson, 400, 20001, has an empty token",
                "a.%3E.b, */*, 400, 20001, before its last token",
                "a, application/xml, 406, 20014, application/x-ndjson",
                "a, text/event-stream;q=0, 406, 20014, application/x-ndjson",
                "a.*?also=*.b, */*, 400, 20006, 'a.*' and '*.b'",
                "a?queue=a%20b, */*, 400, 20002, white space",
                "a?queue=_sys_, */*, 403, 20011, _sys_",
                "a?max=0, */*, 400, 20002, between 1",
                "a?max=x, */*, 400, 20002, must be a number",
                "a?timeout=5h, */*, 400, 20002, must be a time",
                "a?timeout=0, */*, 400, 20002, longer than nothing",
                "a?pending=1, */*, 400, 20002, between 4096",
                "a?slow=never, */*, 400, 20002, ~must be one of end, drop~",
                "a?as=xml, */*, 400, 20002, must be one of"
            })
    void shouldSayWhatIsWrong(String rest, String accept, int status, int code, String detail) {
        // given
        var client = api.client().header("Accept", accept);

        // when
        var answer = client.get("/v1/subjects/" + rest).then();

        // then
        answer.statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("detail", containsString(detail));
    }
}
