package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Subscription;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
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
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class PublishStreamTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Map<String, String> LINES = Map.of("Content-Type", "application/x-ndjson");
    private static final Map<String, String> FRAMES =
            Map.of("Content-Type", "application/vnd.quoll.frames", "Accept", "application/x-ndjson");

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

    private OpenStream post(HttpVersion version, Map<String, String> headers) throws Exception {
        return api.post(version, "/v1/subjects", headers);
    }

    private Subscription subscribe(String subject) throws Exception {
        Subscription subscription = nats.subscribe(subject);
        nats.flush(SOON);
        return subscription;
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void shouldAcknowledgeWhileTheBodyStillComes(HttpVersion version) throws Exception {
        // given
        Subscription subscription = subscribe("duplex");
        try (OpenStream stream = post(version, LINES)) {
            stream.write("{\"subject\":\"duplex\",\"payload\":\"one\"}\n");
            String first = stream.content();

            // when
            stream.write("{\"subject\":\"duplex\",\"pay");
            stream.write(
                    "load\":{\"n\":2}}\n{\"subject\":\"duplex\",\"headers\":{\"A\":[\"b\"]},\"payload_base64\":\"/w==\"}");
            stream.endBody();

            // then
            assertThat(first).isEqualTo("{\"first\":1,\"last\":1,\"status\":202,\"receivers\":1}");
            assertThat(stream.content()).isEqualTo("{\"first\":2,\"last\":2,\"status\":202,\"receivers\":1}");
            assertThat(stream.content()).isEqualTo("{\"first\":3,\"last\":3,\"status\":202,\"receivers\":1}");
            assertThat(stream.remaining()).isEmpty();
            assertThat(subscription.nextMessage(SOON).getData()).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
            assertThat(subscription.nextMessage(SOON).getData())
                    .isEqualTo("{\"n\":2}".getBytes(StandardCharsets.UTF_8));
            var third = subscription.nextMessage(SOON);
            assertThat(third.getData()).isEqualTo(new byte[] {(byte) 0xFF});
            assertThat(third.getHeaders().getFirst("A")).isEqualTo("b");
        }
    }

    @Test
    void shouldTakeFrames() throws Exception {
        // given
        Subscription subscription = subscribe("framed");
        try (OpenStream stream = post(HttpVersion.HTTP_2, FRAMES)) {
            Buffer frame = Buffer.buffer()
                    .appendInt(10 + 6 + 5 + 19 + 4)
                    .appendByte((byte) 1)
                    .appendByte((byte) 0)
                    .appendShort((short) 6)
                    .appendShort((short) 5)
                    .appendInt(19)
                    .appendString("framedreplyNATS/1.0\r\nN: ab\r\n\r\ndata");

            // when
            stream.write(frame.getBuffer(0, 3));
            stream.write(frame.getBuffer(3, 30));
            stream.write(frame.getBuffer(30, frame.length()));

            // then
            assertThat(stream.content()).isEqualTo("{\"first\":1,\"last\":1,\"status\":202,\"receivers\":1}");
            var message = subscription.nextMessage(SOON);
            assertThat(message.getReplyTo()).isEqualTo("reply");
            assertThat(message.getHeaders().getFirst("N")).isEqualTo("ab");
            assertThat(message.getData()).isEqualTo("data".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldRefuseASingleMessageAndGoOn() throws Exception {
        // given
        try (OpenStream stream = post(HttpVersion.HTTP_2, LINES)) {

            // when
            stream.write("""
                    {"subject":"a"}
                    {"subject":"a"}
                    {"subject":"a..b"}
                    {"subject":"a","headers":{"A":"b\\r\\nC: d"}}
                    not json
                    {"subject":"$NRG.x"}

                    {"subject":"a"}
                    """);
            stream.endBody();

            // then
            assertThat(stream.content()).isEqualTo("{\"first\":1,\"last\":2,\"status\":202,\"receivers\":0}");
            assertThat(stream.content())
                    .startsWith("{\"first\":3,\"last\":3,\"status\":400,")
                    .contains("20001");
            assertThat(stream.content())
                    .startsWith("{\"first\":4,\"last\":4,\"status\":400,")
                    .contains("20003");
            assertThat(stream.content())
                    .startsWith("{\"first\":5,\"last\":5,\"status\":400,")
                    .contains("20004");
            assertThat(stream.content())
                    .startsWith("{\"first\":6,\"last\":6,\"status\":403,")
                    .contains("20011");
            assertThat(stream.content()).isEqualTo("{\"first\":7,\"last\":7,\"status\":202,\"receivers\":0}");
            assertThat(stream.remaining()).isEmpty();
        }
    }

    @Test
    void shouldEndWhereNothingCanBeUnderstoodAnyMore() throws Exception {
        // given
        try (OpenStream stream = post(HttpVersion.HTTP_2, FRAMES)) {

            // when
            stream.write(Buffer.buffer().appendInt(Integer.MAX_VALUE));

            // then
            assertThat(stream.content())
                    .startsWith("{\"event\":\"end\",\"problem\":{\"type\":\"urn:quoll:problem:payload-too-large\"");
            await().until(stream::isEnded);
        }
    }

    @Test
    void shouldSlowDownAProducerThatTakesNoReceipts() throws Exception {
        // given
        String line = "{\"subject\":\"flow\",\"payload\":\"" + "x".repeat(1000) + "\"}\n{\"subject\":\"a..b\"}\n";
        try (OpenStream stream = post(HttpVersion.HTTP_2, LINES)) {
            stream.stopReading();
            int written = 0;

            // when
            while (written < 200_000 && !isFullForLong(stream)) {
                stream.write(line);
                written++;
            }

            // then
            assertThat(written).isLessThan(200_000);
            stream.goOnReading();
            await().until(() -> !stream.isWriteQueueFull());
            stream.endBody();
            assertThat(stream.remaining()).contains("\"first\":" + 2 * written + ",");
        }
    }

    /** A queue that is full at one moment may only be about to be written. */
    private static boolean isFullForLong(OpenStream stream) {
        long deadline = System.nanoTime() + Duration.ofMillis(300).toNanos();
        while (stream.isWriteQueueFull()) {
            if (System.nanoTime() > deadline) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    @Test
    void shouldForgetAProducerThatGoes() throws Exception {
        // given
        OpenStream stream = post(HttpVersion.HTTP_2, LINES);
        stream.write("{\"subject\":\"gone\"}\n");
        stream.content();

        // when
        stream.close();

        // then
        await().until(() -> streams.size() == 0);
    }
}
