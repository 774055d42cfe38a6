package io.quoll.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.server.Broker;
import io.quoll.testkit.AuthService;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.TokenDraft;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(CalloutProfile.class)
class CalloutTest {

    @Inject
    Broker broker;

    @Inject
    HttpApi api;

    private Connection service() throws Exception {
        return Nats.connect(Options.builder()
                .server("nats://127.0.0.1:" + broker.port())
                .userInfo("auth", "auth")
                .build());
    }

    private static AuthService judge(Connection connection) throws Exception {
        return AuthService.start(
                connection,
                (self, question) -> question.claims().contains("\"pass\":\"wonder\"")
                                || question.claims().contains("\"auth_token\":\"t0ken\"")
                        ? question.accept(
                                CalloutProfile.ISSUER,
                                TokenDraft.user(question.userKey())
                                        .audience("APP")
                                        .nats("\"subs\":-1,\"payload\":-1,\"pub\":{\"allow\":[\"a\"]}")
                                        .signedBy(CalloutProfile.ISSUER))
                        : question.refuse(CalloutProfile.ISSUER, "go away"));
    }

    private int publish(RequestSpecification client, String subject) {
        return client.port(api.port()).body("x").post("/v1/subjects/" + subject).statusCode();
    }

    @Test
    void shouldLetInWhomTheServiceAccepts() throws Exception {
        // given
        try (Connection connection = service()) {
            AuthService service = judge(connection);

            // when
            int permitted = publish(given().auth().preemptive().basic("ada", "wonder"), "a");
            int denied = publish(given().auth().preemptive().basic("ada", "wonder"), "b");
            int byToken = publish(given().header("Authorization", "Bearer t0ken"), "a");
            int wrong = publish(given().auth().preemptive().basic("ada", "wrong"), "a");
            int nobody = publish(given(), "a");

            // then
            assertThat(permitted).isEqualTo(202);
            assertThat(denied).isEqualTo(403);
            assertThat(byToken).isEqualTo(202);
            assertThat(wrong).isEqualTo(401);
            assertThat(nobody).isEqualTo(401);
            assertThat(service.requests().get(0)).contains("\"user\":\"ada\"", "\"host\":\"127.0.0.1\"");
        }
    }

    @Test
    void shouldLetNobodyInWithoutTheService() {
        // given
        RequestSpecification client = given().auth().preemptive().basic("eve", "wonder");

        // when
        int status = publish(client, "a");

        // then
        assertThat(status).isEqualTo(401);
    }
}
