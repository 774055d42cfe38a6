package io.quoll.http.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.config.PropertySource;
import io.quoll.config.Settings;
import io.quoll.config.SettingsLoader;
import io.quoll.server.Broker;
import io.quoll.testkit.HookServer;
import io.quoll.testkit.HttpApi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(PushProfile.class)
class PushTest {

    private static final String STREAM = "HOOKED";

    @Inject
    HttpApi api;

    @Inject
    Broker broker;

    @Inject
    Vertx vertx;

    private Connection nats;
    private JetStreamManagement management;

    @BeforeEach
    void createStream() throws Exception {
        nats = api.nats();
        management = nats.jetStreamManagement();
        management.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects("hooked.>")
                .storageType(StorageType.Memory)
                .build());
    }

    @AfterEach
    void deleteStream() throws Exception {
        management.deleteStream(STREAM);
        nats.close();
    }

    private static ConsumerConfiguration.Builder consumer(String endpoint, String... metadata) {
        Map<String, String> all = new HashMap<>(Map.of("io.quoll.push.endpoint", endpoint));
        for (int i = 0; i < metadata.length; i += 2) {
            all.put("io.quoll.push." + metadata[i], metadata[i + 1]);
        }
        return ConsumerConfiguration.builder()
                .durable("push")
                .ackWait(Duration.ofSeconds(10))
                .metadata(all);
    }

    private void add(ConsumerConfiguration.Builder consumer) throws Exception {
        management.addOrUpdateConsumer(STREAM, consumer.build());
    }

    private void publish(String subject, String payload) throws Exception {
        nats.jetStream().publish(subject, payload.getBytes(StandardCharsets.UTF_8));
    }

    private void awaitAcknowledged(long floor) {
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            var info = management.getConsumerInfo(STREAM, "push");
            assertThat(info.getAckFloor().getStreamSequence()).isEqualTo(floor);
            assertThat(info.getNumAckPending()).isZero();
        });
    }

    @Test
    void shouldPostAMessageSignedAndAcknowledgeIt() throws Exception {
        // given
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)) {
            add(consumer("hook"));

            // when
            nats.jetStream()
                    .publish(
                            "hooked.a",
                            new Headers().add("Content-Type", "text/plain").add("Quoll-Colour", "red"),
                            "payload".getBytes(StandardCharsets.UTF_8));

            // then
            HookServer.Hit hit = hook.next();
            assertThat(hit.method()).isEqualTo(HttpMethod.POST);
            assertThat(hit.path()).isEqualTo("/hook");
            assertThat(hit.body().toString()).isEqualTo("payload");
            assertThat(hit.header("Content-Type")).isEqualTo("text/plain");
            assertThat(hit.header("Quoll-Colour")).isEqualTo("red");
            assertThat(hit.header("Quoll-Stream")).isEqualTo(STREAM);
            assertThat(hit.header("Quoll-Subject")).isEqualTo("hooked.a");
            assertThat(hit.header("Quoll-Sequence")).isEqualTo("1");
            assertThat(hit.header("Quoll-Deliveries")).isEqualTo("1");
            assertThat(hit.header("Authorization")).isEqualTo("Bearer " + PushProfile.TOKEN);
            assertThat(hit.header("webhook-signature")).isEqualTo(signature(hit));
            awaitAcknowledged(1);
        }
    }

    private static String signature(HookServer.Hit hit) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(PushProfile.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = hit.header("webhook-id") + "." + hit.header("webhook-timestamp") + "." + hit.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    /** More than one request may hold comes in several. */
    @Test
    void shouldPostManyBytesInSeveralRequests() throws Exception {
        // given
        for (int i = 0; i < 100; i++) {
            publish("hooked.large", "p".repeat(60_000));
        }
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)) {

            // when
            add(consumer("hook", "batch", "100"));

            // then
            awaitAcknowledged(100);
            assertThat(hook.hits())
                    .hasSizeGreaterThan(1)
                    .allMatch(hit -> hit.body().length() < 6_000_000);
        }
    }

    private static Settings settings(String endpoints) {
        Map<String, String> properties = new HashMap<>();
        Config config = ConfigProvider.getConfig();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith("quoll.")) {
                properties.put(name, config.getValue(name, String.class));
            }
        }
        properties.put("quoll.http-push", endpoints);
        return new SettingsLoader(Map.of()).loadText("test.conf", "", Map.of(), PropertySource.of(properties));
    }

    @Test
    void shouldFollowOtherSettings() throws Exception {
        // given
        Settings before = broker.settings();
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)) {
            add(consumer("later"));
            publish("hooked.a", "waits");

            // when
            broker.reload(
                    settings("{ later { url: \"http://127.0.0.1:" + PushProfile.PORT + "/moved\", token: new } }"));

            // then
            HookServer.Hit hit = hook.next();
            assertThat(hit.path()).isEqualTo("/moved");
            assertThat(hit.header("Authorization")).isEqualTo("Bearer new");
            awaitAcknowledged(1);
        } finally {
            broker.reload(before);
        }
    }

    private static void halfAnswer(HttpServerResponse response) {
        response.putHeader("Content-Length", "10").write("half").onComplete(ignored -> response.reset());
    }

    private static void noAnswer(HttpServerResponse response) {}

    private static void redirectToItself(HttpServerResponse response) {
        response.setStatusCode(307)
                .putHeader("Location", "http://127.0.0.1:" + PushProfile.PORT + "/hook")
                .end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuses", "fails", "redirects", "half-answers", "does not answer"})
    void shouldDeliverAgainWhatWasNotTaken(String how) throws Exception {
        // given
        Consumer<HttpServerResponse> first =
                switch (how) {
                    case "refuses" -> response -> response.setStatusCode(400).end();
                    case "fails" -> response -> response.setStatusCode(500).end();
                    case "redirects" -> PushTest::redirectToItself;
                    case "half-answers" -> PushTest::halfAnswer;
                    default -> PushTest::noAnswer;
                };
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT).answer(first)) {
            add(consumer("hook"));

            // when
            publish("hooked.a", "payload");

            // then
            HookServer.Hit before = hook.next();
            HookServer.Hit again = hook.next();
            assertThat(again.body()).isEqualTo(before.body());
            assertThat(again.header("webhook-id")).isEqualTo(before.header("webhook-id"));
            assertThat(again.header("Quoll-Deliveries")).isEqualTo("2");
            assertThat(again.atNanos() - before.atNanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
            awaitAcknowledged(1);
            assertThat(hook.hits()).hasSize(2);
        }
    }

    @Test
    void shouldKeepEverythingInOrderWhileTheEndpointIsDown() throws Exception {
        // given
        add(consumer("hook"));
        for (int i = 1; i <= 20; i++) {
            publish("hooked.a", "payload " + i);
        }
        await().until(() -> management.getConsumerInfo(STREAM, "push").getNumAckPending() == 1);

        // when
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)) {

            // then
            awaitAcknowledged(20);
            assertThat(hook.hits())
                    .extracting(hit -> hit.header("Quoll-Sequence"))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 20)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(hook.hits())
                    .allMatch(hit -> hit.header("Quoll-Deliveries").equals("1"));
        }
    }

    @Test
    void shouldWaitAsLongAsItIsAskedToWithoutCountingThat() throws Exception {
        // given
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT).answer(response -> response.setStatusCode(429)
                .putHeader("Retry-After", "3")
                .end())) {
            add(consumer("hook"));

            // when
            publish("hooked.a", "payload");

            // then
            HookServer.Hit before = hook.next();
            HookServer.Hit again = hook.next();
            assertThat(again.atNanos() - before.atNanos()).isGreaterThan(TimeUnit.SECONDS.toNanos(3));
            assertThat(again.header("Quoll-Deliveries")).isEqualTo("1");
            awaitAcknowledged(1);
        }
    }

    @Test
    void shouldPauseAConsumerWhoseEndpointIsGone() throws Exception {
        // given
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT).answer(410)) {
            add(consumer("hook"));

            // when
            publish("hooked.a", "payload");

            // then
            hook.next();
            await().until(() -> management.getConsumerInfo(STREAM, "push").getPaused());
            management.resumeConsumer(STREAM, "push");
            assertThat(hook.next().body().toString()).isEqualTo("payload");
            awaitAcknowledged(1);
        }
    }

    @Test
    void shouldMoveToDeadLettersAfterTheLastTry() throws Exception {
        // given
        management.addStream(StreamConfiguration.builder()
                .name("DEAD")
                .subjects("dead.>")
                .storageType(StorageType.Memory)
                .build());
        try (HookServer hook =
                HookServer.start(vertx, PushProfile.PORT).answer(400).answer(400)) {
            ConsumerConfiguration.Builder twice = consumer("hook").maxDeliver(2);
            Map<String, String> metadata = new HashMap<>(twice.build().getMetadata());
            metadata.put("io.quoll.dead-letter.subject", "dead.hooked");
            add(twice.metadata(metadata));

            // when
            publish("hooked.a", "payload");

            // then
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() ->
                            management.getStreamInfo("DEAD").getStreamState().getMsgCount() == 1);
            assertThat(hook.hits()).hasSize(2);
            awaitAcknowledged(1);
        } finally {
            management.deleteStream("DEAD");
        }
    }

    @Test
    void shouldPostSeveralTogether() throws Exception {
        // given
        for (int i = 1; i <= 5; i++) {
            publish("hooked.a", "payload " + i);
        }
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)) {

            // when
            add(consumer("hook", "batch", "10"));

            // then
            HookServer.Hit hit = hook.next();
            assertThat(hit.header("Content-Type")).isEqualTo("application/x-ndjson");
            List<JsonObject> lines =
                    hit.body().toString().lines().map(JsonObject::new).toList();
            assertThat(lines).extracting(line -> line.getLong("seq")).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(lines.get(0).fieldNames()).containsExactly("seq", "time", "deliveries", "subject", "payload");
            awaitAcknowledged(5);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, application/octet-stream", "10, application/cloudevents-batch+json"})
    void shouldPostEvents(String batch, String type) throws Exception {
        // given
        publish("hooked.a", "payload");
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)) {

            // when
            add(consumer("hook", "batch", batch, "format", "cloudevents"));

            // then
            HookServer.Hit hit = hook.next();
            assertThat(hit.header("Content-Type")).isEqualTo(type);
            if (batch.equals("1")) {
                assertThat(hit.header("ce-id")).isEqualTo("1");
                assertThat(hit.header("ce-source")).isEqualTo("/v1/streams/HOOKED");
                assertThat(hit.header("ce-type")).isEqualTo("hooked.a");
                assertThat(hit.body().toString()).isEqualTo("payload");
            } else {
                assertThat(new JsonArray(hit.body()).getJsonObject(0).getString("type"))
                        .isEqualTo("hooked.a");
            }
            awaitAcknowledged(1);
        }
    }

    @Test
    void shouldAskForPermissionFirst() throws Exception {
        // given
        publish("hooked.a", "payload");
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)
                .answer(200)
                .answer(response -> response.putHeader("WebHook-Allowed-Origin", "quoll.test")
                        .end())) {

            // when
            add(consumer("asked"));

            // then
            HookServer.Hit refused = hook.next();
            HookServer.Hit permitted = hook.next();
            HookServer.Hit posted = hook.next();
            assertThat(refused.method()).isEqualTo(HttpMethod.OPTIONS);
            assertThat(permitted.method()).isEqualTo(HttpMethod.OPTIONS);
            assertThat(permitted.header("WebHook-Request-Origin")).isEqualTo("quoll.test");
            assertThat(posted.method()).isEqualTo(HttpMethod.POST);
            assertThat(posted.header("Quoll-Deliveries")).isEqualTo("1");
            awaitAcknowledged(1);
        }
    }

    @Test
    void shouldSendOnlySoManyRequestsAtATime() throws Exception {
        // given
        for (int i = 1; i <= 12; i++) {
            publish("hooked.a", "payload " + i);
        }
        List<HttpServerResponse> open = new CopyOnWriteArrayList<>();
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)) {
            for (int i = 0; i < 4; i++) {
                hook.answer(open::add);
            }

            // when
            add(consumer("several"));

            // then
            for (int i = 0; i < 4; i++) {
                hook.next();
            }
            await().during(Duration.ofMillis(300)).until(() -> hook.hits().size() == 4);
            open.forEach(response -> response.setStatusCode(200).end());
            awaitAcknowledged(12);
            TreeSet<String> bodies = new TreeSet<>();
            hook.hits().forEach(hit -> bodies.add(hit.body().toString()));
            assertThat(bodies).hasSize(12);
        }
    }

    @Test
    void shouldRaiseNoStormWhereAnEndpointCannotKeepUp() throws Exception {
        // given
        for (int i = 1; i <= 40; i++) {
            publish("hooked.a", "payload " + i);
        }
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)
                .answer(503)
                .answer(503)
                .answer(503)
                .answer(503)) {

            // when
            add(consumer("several"));

            // then
            awaitAcknowledged(40);
            List<HookServer.Hit> hits = hook.hits();
            assertThat(hits).hasSize(44);
            assertThat(hits.get(4).atNanos() - hits.get(0).atNanos()).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Test
    void shouldCallOnlyEndpointsThatAreForTheAccount() throws Exception {
        // given
        publish("hooked.a", "payload");
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)) {

            // when
            add(consumer("foreign"));

            // then
            await().during(Duration.ofMillis(300)).until(() -> hook.hits().isEmpty());
            assertThat(management.getConsumerInfo(STREAM, "push").getNumAckPending())
                    .isZero();
        }
    }

    @Test
    void shouldDeliverNoMoreWhenTheMetadataIsTakenAway() throws Exception {
        // given
        try (HookServer hook = HookServer.start(vertx, PushProfile.PORT)) {
            add(consumer("hook"));
            publish("hooked.a", "payload");
            hook.next();
            awaitAcknowledged(1);

            // when
            add(ConsumerConfiguration.builder()
                    .durable("push")
                    .ackWait(Duration.ofSeconds(10))
                    .metadata(Map.of("other", "thing")));
            publish("hooked.a", "payload");

            // then
            await().during(Duration.ofMillis(500)).until(() -> hook.hits().size() == 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"batch, 0", "batch, 101", "batch, many", "format, xml"})
    void shouldRefuseMetadataThatMakesNoSense(String key, String value) {
        // given
        ConsumerConfiguration.Builder consumer = consumer("hook", key, value);

        // when
        assertThatThrownBy(() -> add(consumer))

                // then
                .isInstanceOfSatisfying(JetStreamApiException.class, e -> assertThat(e.getApiErrorCode())
                        .isEqualTo(10012));
    }
}
