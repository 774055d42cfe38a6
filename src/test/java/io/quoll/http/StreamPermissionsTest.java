package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.server.Broker;
import io.quoll.testkit.HttpApi;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StreamUsersProfile.class)
class StreamPermissionsTest {

    @Inject
    Broker broker;

    @Inject
    HttpApi api;

    private Connection nats;

    @BeforeEach
    void createStream() throws Exception {
        nats = Nats.connect(Options.builder()
                .server("nats://127.0.0.1:" + broker.port())
                .userInfo("owner", "owner")
                .build());
        nats.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("JOBS")
                        .subjects("jobs.*")
                        .storageType(StorageType.Memory)
                        .build());
        for (String durable : new String[] {"work", "other"}) {
            nats.jetStreamManagement()
                    .addOrUpdateConsumer(
                            "JOBS",
                            ConsumerConfiguration.builder().durable(durable).build());
        }
        nats.jetStream().publish("jobs.public", new byte[] {'1'});
        nats.jetStream().publish("jobs.secret", new byte[] {'2'});
    }

    @AfterEach
    void deleteStream() throws Exception {
        nats.jetStreamManagement().deleteStream("JOBS");
        nats.close();
    }

    private RequestSpecification as(String user) {
        return api.client().auth().preemptive().basic(user, user);
    }

    private String token(String user, String consumer) {
        String line = as(user).post("/v1/streams/JOBS/consumers/" + consumer + "/fetch")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return new JsonObject(line).getString("token");
    }

    @Test
    void shouldReadWhatAConsumerMayBeCreatedFor() {
        // given
        String path = "/v1/streams/JOBS/messages?follow=false";

        // when
        var all = as("clerk").get(path).then();
        var secret = as("clerk").get(path + "&filter=jobs.secret").then();
        var several =
                as("clerk").get(path + "&filter=jobs.public&filter=jobs.secret").then();
        var permitted = as("clerk").get(path + "&filter=jobs.public").then();

        // then
        all.statusCode(403).body("code", equalTo(20011));
        secret.statusCode(403);
        several.statusCode(403);
        assertThat(permitted.statusCode(200).extract().asString().lines()).hasSize(1);
    }

    @Test
    void shouldNotSeeStreamsOfOtherAccounts() {
        // given
        RequestSpecification stranger = as("stranger");

        // when
        var read = stranger.get("/v1/streams/JOBS/messages").then();
        var fetch = stranger.post("/v1/streams/JOBS/consumers/work/fetch").then();

        // then
        read.statusCode(404).body("code", equalTo(10059));
        fetch.statusCode(404).body("code", equalTo(10059));
    }

    @Test
    void shouldFetchAndAcknowledgeWhatIsPermittedOnly() {
        // given
        String own = token("clerk", "work");
        String foreign = token("owner", "other");

        // when
        var fetch = as("clerk").post("/v1/streams/JOBS/consumers/other/fetch").then();
        var ack = as("clerk")
                .body("\"" + foreign + "\"")
                .post("/v1/streams/JOBS/consumers/other/acks")
                .then();
        var mixedUp = as("clerk")
                .body("\"" + foreign + "\"")
                .post("/v1/streams/JOBS/consumers/work/acks")
                .then();
        var stranger = as("stranger")
                .body("\"" + own + "\"")
                .post("/v1/streams/JOBS/consumers/work/acks")
                .then();
        var done = as("clerk")
                .body("\"" + own + "\"")
                .post("/v1/streams/JOBS/consumers/work/acks")
                .then();

        // then
        fetch.statusCode(403);
        ack.statusCode(403);
        mixedUp.statusCode(400).body("code", equalTo(20030));
        stranger.statusCode(404);
        done.statusCode(204);
    }
}
