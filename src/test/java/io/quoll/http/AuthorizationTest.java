package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(AuthorizedProfile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuthorizationTest {

    @Inject
    HttpApi api;

    @Inject
    OpenStreams streams;

    @ParameterizedTest
    @CsvSource({"alice, wonder", "bob, secret"})
    void shouldLetInWhoKnowsThePassword(String user, String password) {
        // given
        var client = api.client().auth().preemptive().basic(user, password);

        // when
        var first = client.post("/v1/subjects/a").then();
        var again = client.post("/v1/subjects/a").then();

        // then
        first.statusCode(202);
        again.statusCode(202);
    }

    @ParameterizedTest
    @CsvSource({"alice, secret", "bob, wonder", "carol, secret", "alice, ''"})
    void shouldRefuseWhoDoesNot(String user, String password) {
        // given
        var client = api.client().auth().preemptive().basic(user, password);

        // when
        var answer = client.post("/v1/subjects/a").then();

        // then
        answer.statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:quoll:problem:unauthorized"));
        assertThat(answer.extract().headers().getValues("WWW-Authenticate"))
                .anyMatch(v -> v.startsWith("Basic"))
                .anyMatch(v -> v.startsWith("Bearer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic *", "Basic YWxpY2U=", "Bearer wonder", "Digest x", "alice:wonder"})
    void shouldRefuseWhatItDoesNotUnderstand(String authorization) {
        // given
        var client = api.client().header("Authorization", authorization);

        // when
        var answer = client.get("/v1/subjects/a").then();

        // then
        answer.statusCode(401).body("code", equalTo(20010));
    }

    @ParameterizedTest
    @CsvSource({"POST, /v1/subjects/secret.a", "POST, /v1/requests/secret.a", "GET, /v1/subjects/secret.a"})
    void shouldRefuseWhatPermissionsDeny(String method, String path) {
        // given
        var client = api.client().auth().preemptive().basic("alice", "wonder");

        // when
        var answer = client.request(method, path).then();

        // then
        answer.statusCode(403)
                .body("type", equalTo("urn:quoll:problem:forbidden"))
                .body("subject", equalTo("secret.a"));
    }

    @Test
    void shouldLeaveOutWhatPermissionsDeny() throws Exception {
        // given
        Map<String, String> headers = Map.of("Authorization", "Basic YWxpY2U6d29uZGVy");
        var bob = api.client().auth().preemptive().basic("bob", "secret");
        try (OpenStream stream = api.get(HttpVersion.HTTP_2, "/v1/subjects/%3E?max=1", headers)) {
            assertThat(stream.head().statusCode()).isEqualTo(200);

            // when
            bob.post("/v1/subjects/secret.a").then().statusCode(202);
            api.client().headers(headers).post("/v1/subjects/open.a").then().statusCode(202);

            // then
            assertThat(stream.content()).contains("\"open.a\"");
        }
    }

    /** The last one: nothing is taken after it. */
    @Test
    @Order(Integer.MAX_VALUE)
    void shouldEndStreamsAndTakeNoOthersWhenTheServerLeaves() throws Exception {
        // given
        Map<String, String> headers = Map.of("Authorization", "Basic YWxpY2U6d29uZGVy");
        try (OpenStream stream = api.get(HttpVersion.HTTP_2, "/v1/subjects/a", headers)) {
            assertThat(stream.head().statusCode()).isEqualTo(200);

            // when
            streams.leave();

            // then
            assertThat(stream.content())
                    .startsWith("{\"event\":\"end\",\"problem\":{\"type\":\"urn:quoll:problem:shutting-down\"");
            assertThat(stream.remaining()).isEmpty();
            api.client()
                    .headers(headers)
                    .get("/v1/subjects/a")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "1");
        }
    }
}
