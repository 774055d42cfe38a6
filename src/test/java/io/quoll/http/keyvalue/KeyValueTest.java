package io.quoll.http.keyvalue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.StorageType;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.http.ApiProfile;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class KeyValueTest {

    private static final Map<String, String> EVENTS = Map.of("Accept", "text/event-stream");

    @Inject
    HttpApi api;

    private Connection nats;
    private KeyValue keys;

    @BeforeEach
    void createBucket() throws Exception {
        nats = api.nats();
        api.client()
                .contentType("application/json")
                .body("{\"history\":5,\"storage\":\"memory\",\"limit_marker_ttl\":1000000000}")
                .put("/v1/kv/made")
                .then()
                .statusCode(201)
                .body("bucket", equalTo("made"))
                .body("history", equalTo(5));
        keys = nats.keyValue("made");
    }

    @AfterEach
    void deleteBucket() throws Exception {
        api.client().delete("/v1/kv/made").then().statusCode(200);
        nats.close();
    }

    private Response put(String key, String value) {
        return api.client().contentType("text/plain").body(value).put("/v1/kv/made/" + key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldMakeTheBucketThatClientsMake() throws Exception {
        // given
        KeyValueConfiguration config = KeyValueConfiguration.builder()
                .name("theirs")
                .storageType(StorageType.Memory)
                .maxHistoryPerKey(5)
                .build();

        // when
        KeyValueStatus theirs = nats.keyValueManagement().create(config);

        // then
        KeyValueStatus ours = nats.keyValueManagement().getStatus("made");
        assertThat(ours.getMaxHistoryPerKey()).isEqualTo(5);
        assertThat(ours.getLimitMarkerTtl()).isEqualTo(Duration.ofSeconds(1));
        var expected = theirs.getBackingStreamInfo().getConfiguration();
        var made = ours.getBackingStreamInfo().getConfiguration();
        assertThat(made.getSubjects()).containsExactly("$KV.made.>");
        assertThat(made.getAllowRollup()).isEqualTo(expected.getAllowRollup());
        assertThat(made.getAllowDirect()).isEqualTo(expected.getAllowDirect());
        assertThat(made.getDenyDelete()).isEqualTo(expected.getDenyDelete());
        assertThat(made.getDiscardPolicy()).isEqualTo(expected.getDiscardPolicy());
        assertThat(made.getDuplicateWindow()).isEqualTo(expected.getDuplicateWindow());
        assertThat(made.getMaxMsgsPerSubject()).isEqualTo(expected.getMaxMsgsPerSubject());
        api.client().get("/v1/kv").then().statusCode(200).body("buckets.bucket", hasItems("made", "theirs"));
        nats.keyValueManagement().delete("theirs");
    }

    @Test
    void shouldShareKeysWithClients() throws Exception {
        // given
        long revision = keys.put("their.key", bytes("theirs"));

        // when
        Response theirs = api.client().get("/v1/kv/made/their.key");
        Response ours = put("our.key", "ours");

        // then
        theirs.then()
                .statusCode(200)
                .header("ETag", "\"" + revision + "\"")
                .contentType("application/octet-stream")
                .body(equalTo("theirs"));
        ours.then().statusCode(200).header("ETag", "\"" + (revision + 1) + "\"").body("key", equalTo("our.key"));
        KeyValueEntry entry = keys.get("our.key");
        assertThat(entry.getValue()).isEqualTo(bytes("ours"));
        assertThat(entry.getRevision()).isEqualTo(revision + 1);
        api.client().get("/v1/kv/made/our.key").then().contentType("text/plain");
    }

    @Test
    void shouldDeleteAndPurgeAsClientsDo() throws Exception {
        // given
        put("gone", "1");
        put("purged", "1");
        put("purged", "2");

        // when
        api.client().delete("/v1/kv/made/gone").then().statusCode(200).body("revision", equalTo(4));
        api.client().delete("/v1/kv/made/purged?purge=true").then().statusCode(200);
        keys.put("theirs", "1");
        keys.delete("theirs");

        // then
        assertThat(keys.get("gone")).isNull();
        assertThat(keys.history("gone"))
                .extracting(KeyValueEntry::getOperation)
                .containsExactly(KeyValueOperation.PUT, KeyValueOperation.DELETE);
        assertThat(keys.history("purged"))
                .extracting(KeyValueEntry::getOperation)
                .containsExactly(KeyValueOperation.PURGE);
        api.client()
                .get("/v1/kv/made/gone")
                .then()
                .statusCode(404)
                .body("code", equalTo(20012))
                .body("revision", equalTo("4"));
        api.client().get("/v1/kv/made/theirs").then().statusCode(404);
    }

    @Test
    void shouldWriteUnderTheRightRevisionOnly() {
        // given
        put("key", "1").then().statusCode(200);

        // when
        var wrong = api.client()
                .header("If-Match", "\"7\"")
                .body("2")
                .put("/v1/kv/made/key")
                .then();
        var right = api.client()
                .header("If-Match", "\"1\"")
                .body("2")
                .put("/v1/kv/made/key")
                .then();
        var any = api.client()
                .header("If-Match", "*")
                .body("3")
                .put("/v1/kv/made/key")
                .then();
        var none = api.client()
                .header("If-Match", "*")
                .body("3")
                .put("/v1/kv/made/other")
                .then();
        var stale = api.client()
                .header("If-Match", "\"1\"")
                .delete("/v1/kv/made/key")
                .then();

        // then
        wrong.statusCode(412).contentType("application/problem+json").body("code", equalTo(10071));
        right.statusCode(200).header("ETag", "\"2\"");
        any.statusCode(200).header("ETag", "\"3\"");
        none.statusCode(412);
        stale.statusCode(412);
    }

    @Test
    void shouldCreateAKeyThatIsNotThere() {
        // given
        RequestSpecification creating =
                api.client().header("If-None-Match", "*").body("1");

        // when
        var created = creating.put("/v1/kv/made/key").then();
        var again = api.client()
                .header("If-None-Match", "*")
                .body("2")
                .put("/v1/kv/made/key")
                .then();
        api.client().delete("/v1/kv/made/key").then().statusCode(200);
        var afterDeletion = api.client()
                .header("If-None-Match", "*")
                .body("3")
                .put("/v1/kv/made/key")
                .then();

        // then
        created.statusCode(201).header("ETag", "\"1\"");
        again.statusCode(412);
        afterDeletion.statusCode(201).header("ETag", "\"3\"");
    }

    @Test
    void shouldAnswerReadersThatKnowTheRevision() {
        // given
        put("key", "1");

        // when
        var known = api.client()
                .header("If-None-Match", "\"1\"")
                .get("/v1/kv/made/key")
                .then();
        var unknown = api.client()
                .header("If-None-Match", "\"9\"")
                .get("/v1/kv/made/key")
                .then();
        var head = api.client().head("/v1/kv/made/key").then();

        // then
        known.statusCode(304).header("ETag", "\"1\"").body(equalTo(""));
        unknown.statusCode(200);
        head.statusCode(200).header("ETag", "\"1\"");
    }

    @Test
    void shouldTellTheHistoryOfAKey() {
        // given
        put("key", "1");
        put("other", "x");
        put("key", "2");
        api.client().delete("/v1/kv/made/key");

        // when
        String history = api.client().get("/v1/kv/made/key?history=true").asString();

        // then
        assertThat(history.lines()).hasSize(3);
        assertThat(history.lines().toList().get(0))
                .startsWith("{\"key\":\"key\",\"revision\":1,\"operation\":\"PUT\",")
                .endsWith("\"value\":\"1\"}");
        assertThat(history.lines().toList().get(2)).contains("\"revision\":4,\"operation\":\"DEL\"");
        api.client().get("/v1/kv/made/key?revision=1").then().statusCode(200).body(equalTo("1"));
        api.client().get("/v1/kv/made/key?revision=2").then().statusCode(404);
    }

    @Test
    void shouldListKeysThatAreThere() throws Exception {
        // given
        for (int i = 0; i < 1500; i++) {
            nats.publish("$KV.made.many." + i, bytes("value"));
        }
        keys.put("few.a", "1");
        keys.put("few.b", "1");
        keys.delete("few.b");

        // when
        List<String> all =
                api.client().get("/v1/kv/made?keys=%3E").asString().lines().toList();
        List<String> few =
                api.client().get("/v1/kv/made?keys=few.*").asString().lines().toList();
        List<String> none =
                api.client().get("/v1/kv/made?keys=none.*").asString().lines().toList();

        // then
        assertThat(all).hasSize(1501);
        assertThat(few).singleElement().asString().contains("\"key\":\"few.a\"").doesNotContain("value");
        assertThat(none).isEmpty();
        assertThat(nats.jetStreamManagement().getConsumerNames("KV_made")).isEmpty();
    }

    @Test
    void shouldWatchWithoutLossOrRepeatAcrossConnections() throws Exception {
        // given
        put("a.1", "one");
        put("b.1", "elsewhere");
        String path = "/v1/kv/made?watch=a.*";
        try (OpenStream first = api.get(HttpVersion.HTTP_2, path, EVENTS)) {
            assertThat(first.content()).isEqualTo("id: 1");
            assertThat(first.content()).contains("\"key\":\"a.1\"").contains("\"value\":\"one\"");
            assertThat(first.content()).isEqualTo("event: current");
            assertThat(first.content()).isEqualTo("data: {}");
            put("a.2", "two");
            assertThat(first.content()).isEqualTo("id: 3");
            assertThat(first.content()).contains("\"value\":\"two\"");
        }
        put("a.1", "three");
        put("a.1", "four");
        Map<String, String> resumed = Map.of("Accept", "text/event-stream", "Last-Event-ID", "3");

        // when
        try (OpenStream second = api.get(HttpVersion.HTTP_2, path, resumed)) {

            // then
            assertThat(second.content()).isEqualTo("id: 4");
            assertThat(second.content()).contains("\"value\":\"three\"");
            assertThat(second.content()).isEqualTo("id: 5");
            assertThat(second.content()).contains("\"value\":\"four\"");
            assertThat(second.content()).isEqualTo("event: current");
            assertThat(second.content()).isEqualTo("data: {}");
            api.client().delete("/v1/kv/made/a.2");
            assertThat(second.content()).isEqualTo("id: 6");
            assertThat(second.content()).contains("\"operation\":\"DEL\"");
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(nats.jetStreamManagement().getConsumerNames("KV_made"))
                        .isEmpty());
    }

    @Test
    void shouldWatchManyChangesWithinTheBoundsOfAPull() throws Exception {
        // given
        String path = "/v1/kv/made?watch=%3E&updates=true";
        try (OpenStream watch = api.get(HttpVersion.HTTP_2, path, Map.of())) {
            assertThat(watch.content()).isEqualTo("{\"event\":\"current\"}");

            // when
            for (int i = 1; i <= 2000; i++) {
                nats.publish("$KV.made.k" + i, new byte[1000]);
            }

            // then
            for (int i = 1; i <= 2000; i++) {
                assertThat(watch.content()).contains("\"revision\":" + i + ",");
            }
        }
    }

    @Test
    void shouldLetAKeyExpire() throws Exception {
        // given
        var written = api.client().body("1").put("/v1/kv/made/short?ttl=1s").then();

        // when
        written.statusCode(200);

        // then
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> api.client().get("/v1/kv/made/short").then().statusCode(404));
        assertThat(keys.get("short")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "GET, /v1/kv/none, 404, 10059",
                "GET, /v1/kv/none/key, 404, 10059",
                "PUT, /v1/kv/none/key, 404, 10059",
                "GET, /v1/kv/made/none, 404, 10037",
                "GET, /v1/kv/a.b, 400, 20002",
                "PUT, /v1/kv/made/.key, 400, 20002",
                "PUT, /v1/kv/made/a%20b, 400, 20002",
                "PUT, /v1/kv/made/a..b, 400, 20002",
                "PUT, /v1/kv/made/%C3%A4, 400, 20002",
                "PUT, /v1/kv/made/a%0D%0Ab, 400, 20002",
                "PUT, /v1/kv/made/key?ttl=1ms, 400, 20002",
                "PUT, /v1/kv/made/key?ttl=soon, 400, 20002",
                "GET, /v1/kv/made?watch=a%20b, 400, 20002",
                "GET, /v1/kv/made?watch=a.%3E.b, 400, 20002",
                "GET, /v1/kv/made/key?revision=0, 400, 20002",
                "GET, /v1/kv/made/key?watch=maybe, 400, 20002",
                "POST, /v1/kv/made/key, 405, 20013"
            })
    void shouldSayWhatIsWrong(String method, String path, int status, int code) {
        // given
        RequestSpecification client = api.client();

        // when
        var answer = client.request(method, path).then();

        // then
        answer.statusCode(status).contentType("application/problem+json").body("code", equalTo(code));
    }

    @ParameterizedTest
    @CsvSource({"If-Match, 1", "If-Match, '\"1\", \"2\"'", "If-None-Match, '\"1\"'"})
    void shouldRefuseConditionsThatItDoesNotKnow(String name, String value) {
        // given
        RequestSpecification client = api.client().header(name, value);

        // when
        var answer = client.put("/v1/kv/made/key").then();

        // then
        answer.statusCode(400).body("code", equalTo(20003));
    }

    @ParameterizedTest
    @CsvSource({"{'colour':1}", "{'history':65}", "{'history':'x'}", "{'compression':1}", "{'bucket':'other'}"})
    void shouldRefuseConfigurationsThatItDoesNotKnow(String body) {
        // given
        RequestSpecification client =
                api.client().contentType("application/json").body(body.replace('\'', '"'));

        // when
        var answer = client.put("/v1/kv/made").then();

        // then
        answer.statusCode(400).body("code", equalTo(20004));
    }
}
