package io.quoll.http.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.nats.client.Connection;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.http.ApiProfile;
import io.quoll.testkit.HttpApi;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class ManagementTest {

    @Inject
    HttpApi api;

    private Connection nats;

    @BeforeEach
    void createStream() throws Exception {
        nats = api.nats();
        client().body("{\"name\":\"MANAGED\",\"subjects\":[\"managed.>\"],\"storage\":\"memory\"}")
                .post("/v1/streams")
                .then()
                .statusCode(201)
                .body("type", equalTo("io.nats.jetstream.api.v1.stream_create_response"))
                .body("config.name", equalTo("MANAGED"));
    }

    @AfterEach
    void deleteStream() throws Exception {
        client().delete("/v1/streams/MANAGED").then().statusCode(200).body("success", equalTo(true));
        assertThat(nats.jetStreamManagement().getStreamNames()).doesNotContain("MANAGED");
        nats.close();
    }

    private RequestSpecification client() {
        return api.client().contentType("application/json").accept("*/*");
    }

    private void publish(String subject, String payload) {
        client().body(payload).post("/v1/subjects/" + subject).then().statusCode(200);
    }

    @Test
    void shouldMakeAStreamWhatTheConfigurationSays() throws Exception {
        // given
        String config = "{\"subjects\":[\"managed.>\"],\"storage\":\"memory\",\"max_msgs\":%d}";

        // when
        var changed =
                client().body(config.formatted(7)).put("/v1/streams/MANAGED").then();
        var created = client().body("{\"subjects\":[\"other.>\"],\"storage\":\"memory\"}")
                .put("/v1/streams/OTHER")
                .then();

        // then
        changed.statusCode(200).body("config.max_msgs", equalTo(7));
        created.statusCode(201).body("config.name", equalTo("OTHER"));
        StreamInfo info = nats.jetStreamManagement().getStreamInfo("MANAGED");
        assertThat(info.getConfiguration().getMaxMsgs()).isEqualTo(7);
        client().delete("/v1/streams/OTHER").then().statusCode(200);
    }

    @Test
    void shouldListStreamsByPage() {
        // given
        RequestSpecification client = client();

        // when
        var names = client.get("/v1/streams?names=true").then();
        var bySubject = client().get("/v1/streams?subject=managed.a").then();
        var behind = client().get("/v1/streams?offset=1000").then();

        // then
        names.statusCode(200).body("streams", hasItems("MANAGED"));
        bySubject.statusCode(200).body("total", equalTo(1)).body("streams[0].config.name", equalTo("MANAGED"));
        behind.statusCode(200).body("streams", empty());
    }

    @Test
    void shouldShowSubjectsOfAStream() {
        // given
        publish("managed.a", "1");
        publish("managed.a", "2");
        publish("managed.b", "3");

        // when
        var info = client().get("/v1/streams/MANAGED?subjects=managed.a").then();

        // then
        info.statusCode(200)
                .body("state.messages", equalTo(3))
                .body("state.subjects.'managed.a'", equalTo(2))
                .body("state.subjects.'managed.b'", nullValue());
    }

    @Test
    void shouldPurgeByFilterSequenceAndNumber() {
        // given
        for (int i = 0; i < 4; i++) {
            publish("managed.a", "a");
            publish("managed.b", "b");
        }

        // when
        var kept = client().body("{\"filter\":\"managed.a\",\"keep\":1}")
                .post("/v1/streams/MANAGED/purge")
                .then();
        var upTo =
                client().body("{\"seq\":5}").post("/v1/streams/MANAGED/purge").then();
        var rest = client().post("/v1/streams/MANAGED/purge").then();

        // then
        kept.statusCode(200).body("purged", equalTo(3));
        upTo.statusCode(200).body("purged", equalTo(2));
        rest.statusCode(200).body("purged", equalTo(3));
    }

    @Test
    void shouldFindAndDeleteMessages() {
        // given
        publish("managed.a", "1");
        publish("managed.b", "2");
        publish("managed.a", "3");
        String three = Base64.getEncoder().encodeToString("3".getBytes(StandardCharsets.UTF_8));

        // when
        var bySequence = client().get("/v1/streams/MANAGED/messages/2").then();
        var last = client().get("/v1/streams/MANAGED/messages/last/managed.a").then();
        var next = client().get("/v1/streams/MANAGED/messages/next/managed.*?from=3")
                .then();
        var deleted = client().delete("/v1/streams/MANAGED/messages/2").then();
        var again = client().get("/v1/streams/MANAGED/messages/2").then();

        // then
        bySequence.statusCode(200).body("message.subject", equalTo("managed.b"));
        last.statusCode(200).body("message.data", equalTo(three));
        next.statusCode(200).body("message.seq", equalTo(3));
        deleted.statusCode(200).body("success", equalTo(true));
        again.statusCode(404).body("code", equalTo(10037)).contentType("application/problem+json");
    }

    @Test
    void shouldManageConsumers() throws Exception {
        // given
        String path = "/v1/streams/MANAGED/consumers";

        // when
        var created = client().body("{\"name\":\"work\",\"ack_policy\":\"explicit\",\"filter_subject\":\"managed.>\"}")
                .post(path)
                .then();
        var put = client().body("{\"ack_policy\":\"explicit\",\"filter_subject\":\"managed.>\",\"max_deliver\":3}")
                .put(path + "/work")
                .then();
        var other = client().body("{\"filter_subject\":\"managed.a\"}")
                .put(path + "/other")
                .then();
        var nameless = client().body("{}").post(path).then();

        // then
        created.statusCode(201).body("config.durable_name", equalTo("work"));
        put.statusCode(200).body("config.max_deliver", equalTo(3));
        other.statusCode(201).body("config.filter_subject", equalTo("managed.a"));
        nameless.statusCode(201).body("name", notNullValue()).body("config.durable_name", nullValue());
        ConsumerInfo info = nats.jetStreamManagement().getConsumerInfo("MANAGED", "work");
        assertThat(info.getConsumerConfiguration().getMaxDeliver()).isEqualTo(3);
        client().get(path + "?names=true").then().statusCode(200).body("consumers", hasItems("work", "other"));
        client().get(path).then().statusCode(200).body("consumers.name", hasItems("work", "other"));
        client().get(path + "/work").then().statusCode(200).body("num_pending", equalTo(0));
        client().delete(path + "/work").then().statusCode(200).body("success", equalTo(true));
        client().get(path + "/work").then().statusCode(404).body("code", equalTo(10014));
    }

    @Test
    void shouldPauseAndResumeAConsumer() {
        // given
        String path = "/v1/streams/MANAGED/consumers/work";
        client().body("{\"ack_policy\":\"explicit\"}").put(path).then().statusCode(201);

        // when
        var paused = client().body("{\"pause_until\":\"2100-01-01T00:00:00Z\"}")
                .post(path + "/pause")
                .then();
        var resumed = client().post(path + "/resume").then();

        // then
        paused.statusCode(200).body("paused", equalTo(true));
        resumed.statusCode(200).body("paused", equalTo(false));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "POST, /v1/streams, {}, 400, 20004",
                "POST, /v1/streams, [1], 400, 20004",
                "POST, /v1/streams, {, 400, 20004",
                "POST, /v1/streams, {'name':'a.b'}, 400, 20002",
                "POST, /v1/streams, \"{'name':'X','retention':'none'}\", 400, 10025",
                "PUT, /v1/streams/MANAGED, {'name':'OTHER'}, 400, 10056",
                "GET, /v1/streams/NONE, , 404, 10059",
                "GET, /v1/streams/a%2Eb, , 400, 20002",
                "GET, /v1/streams/a%20b, , 400, 20002",
                "GET, /v1/streams/%FF, , 400, 20001",
                "GET, /v1/streams?offset=-1, , 400, 20002",
                "GET, /v1/streams?color=red, , 400, 20002",
                "GET, /v1/streams/MANAGED/messages/0, , 400, 20002",
                "GET, /v1/streams/MANAGED/messages/one, , 400, 20002",
                "GET, /v1/streams/MANAGED/messages/9, , 404, 10037",
                "DELETE, /v1/streams/MANAGED/messages/9, , 400, 10043",
                "GET, /v1/streams/MANAGED/consumers/none, , 404, 10014",
                "POST, /v1/streams/NONE/consumers, {}, 404, 10059",
                "PATCH, /v1/streams/MANAGED, , 405, 20013"
            })
    void shouldSayWhatIsWrong(String method, String path, String body, int status, int code) {
        // given
        RequestSpecification client = client();
        if (body != null) {
            client.body(body.replace('\'', '"'));
        }

        // when
        var answer = client.urlEncodingEnabled(false).request(method, path).then();

        // then
        answer.statusCode(status).contentType("application/problem+json").body("code", equalTo(code));
    }
}
