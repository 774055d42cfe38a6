package io.quoll.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(MonitoredProfile.class)
class HealthTest {

    @ParameterizedTest
    @CsvSource({
        "''",
        "?js-enabled=true",
        "?js-enabled-only=true",
        "?js-server-only=true",
        "?js-meta-only=1",
        "?account=A&stream=S&consumer=C",
        "?details=true"
    })
    void shouldBeFineWithoutJetStream(String query) {
        // given
        String path = "/healthz" + query;

        // when
        var answer = given().get(path).then().statusCode(200).contentType("application/json");

        // then
        assertThat(answer.extract().asString()).isEqualTo("{\"status\":\"ok\"}");
    }

    @ParameterizedTest
    @CsvSource({"stream=S, account", "account=A&consumer=C, stream"})
    void shouldMissWhatNamesAStreamOrConsumer(String query, String missing) {
        // given
        String path = "/healthz?" + query;

        // when
        var plain = given().get(path).then();
        var detailed = given().get(path + "&details=true").then();

        // then
        plain.statusCode(400).body("status", equalTo("error"));
        assertThat(plain.extract().<String>path("error")).startsWith("\"" + missing + "\" must");
        detailed.statusCode(400).body("errors[0].type", equalTo("BAD_REQUEST"));
    }

    @ParameterizedTest
    @CsvSource({"started, listener started", "ready, clients can connect", "live, event loops turn"})
    void shouldBeUp(String kind, String check) {
        // given
        String path = "/q/health/" + kind;

        // when
        var answer = given().get(path).then();

        // then
        answer.statusCode(200).body("status", equalTo("UP")).body("checks.name", hasItem(check));
    }

    @Test
    void shouldStayAliveWhenAskedAgain() {
        // given
        given().get("/q/health/live").then().statusCode(200);

        // when
        int status = given().get("/q/health/live").statusCode();

        // then
        assertThat(status).isEqualTo(200);
    }
}
