package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.server.Broker;
import io.quoll.testkit.HttpApi;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiProfile.class)
class RequestTest {

    @Inject
    Broker broker;

    @Inject
    HttpApi api;

    private Connection nats;
    private Dispatcher responders;

    @BeforeEach
    void connect() throws Exception {
        nats = api.nats();
        responders = nats.createDispatcher(m -> {});
        responders.subscribe("greet.*", this::greet);
        responders.subscribe("mute", m -> {});
        responders.subscribe("crowd", this::answerThrice);
        nats.flush(Duration.ofSeconds(10));
    }

    private void greet(Message request) {
        nats.publish(NatsMessage.builder()
                .subject(request.getReplyTo())
                .headers(new Headers()
                        .add("Content-Type", "text/plain;charset=UTF-8")
                        .add("Nats-Service", "greeter")
                        .add("Set-Cookie", "a=b"))
                .data("hello " + new String(request.getData(), StandardCharsets.UTF_8))
                .build());
    }

    private void answerThrice(Message request) {
        for (int i = 1; i <= 3; i++) {
            nats.publish(request.getReplyTo(), ("answer " + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void disconnect() throws Exception {
        nats.close();
    }

    @Test
    void shouldAnswerWithTheReply() {
        // given
        RequestSpecification client = api.client().body("you");

        // when
        var answer = client.post("/v1/requests/greet.http").then();

        // then
        answer.statusCode(200)
                .contentType("text/plain")
                .header("Nats-Service", "greeter")
                .body(equalTo("hello you"));
        assertThat(answer.extract().headers().hasHeaderWithName("Set-Cookie")).isFalse();
    }

    @Test
    void shouldTellNoRespondersFromNoAnswer() {
        // given
        RequestSpecification client = api.client();

        // when
        var nobody = client.post("/v1/requests/nobody").then();
        var mute = api.client().post("/v1/requests/mute?timeout=100ms").then();
        var nobodyOfSeveral = api.client().post("/v1/requests/nobody?replies=2").then();
        var muteOfSeveral =
                api.client().post("/v1/requests/mute?replies=2&timeout=100ms").then();

        // then
        nobody.statusCode(503).body("type", equalTo("urn:quoll:problem:no-responders"));
        nobodyOfSeveral.statusCode(503).body("type", equalTo("urn:quoll:problem:no-responders"));
        mute.statusCode(504).body("type", equalTo("urn:quoll:problem:timeout"));
        muteOfSeveral.statusCode(504).body("type", equalTo("urn:quoll:problem:timeout"));
    }

    @Test
    void shouldStreamSeveralReplies() {
        // given
        RequestSpecification client = api.client().accept("application/x-ndjson");

        // when
        String all = client.post("/v1/requests/crowd?replies=3")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        // then
        assertThat(all.lines().map(l -> l.replaceAll(".*\"payload\":", "")))
                .containsExactly("\"answer 1\"}", "\"answer 2\"}", "\"answer 3\"}");
    }

    @Test
    void shouldSayThatNotAllRepliesCame() {
        // given
        RequestSpecification client = api.client().accept("application/x-ndjson");

        // when
        String all = client.post("/v1/requests/crowd?replies=4&timeout=300ms")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        // then
        assertThat(all.lines()).hasSize(4);
        assertThat(all).contains("{\"event\":\"end\",\"problem\":{\"type\":\"urn:quoll:problem:timeout\"");
    }

    @Test
    void shouldAnswerWithEvents() {
        // given
        RequestSpecification client = api.client().accept("application/cloudevents-batch+json");

        // when
        var batch = client.post("/v1/requests/crowd?replies=4&timeout=300ms").then();
        var one = api.client()
                .accept("application/cloudevents+json")
                .body("x")
                .post("/v1/requests/greet.a")
                .then();

        // then
        batch.statusCode(200)
                .contentType("application/cloudevents-batch+json")
                .body("size()", equalTo(3))
                .body("specversion", equalTo(List.of("1.0", "1.0", "1.0")));
        one.statusCode(200)
                .contentType("application/cloudevents+json")
                .body("datacontenttype", containsString("text/plain"))
                .body("data", equalTo("hello x"));
    }

    @Test
    void shouldLeaveNoSubscriptionBehind() {
        // given
        long before = broker.router().statistics().subscriptions();

        // when
        api.client().post("/v1/requests/mute?timeout=50ms").then().statusCode(504);
        api.client().post("/v1/requests/nobody?replies=2").then().statusCode(503);
        api.client().post("/v1/requests/mute?replies=2&timeout=50ms").then().statusCode(504);
        api.client().post("/v1/requests/crowd?replies=3").then().statusCode(200);

        // then
        // Those of an earlier test may have gone only now.
        await().until(() -> broker.router().statistics().subscriptions() <= before);
    }
}
