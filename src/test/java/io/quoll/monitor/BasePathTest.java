package io.quoll.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(BasePathTest.WithBasePath.class)
class BasePathTest {

    /** As monitored elsewhere, behind a path of its own. */
    public static class WithBasePath extends MonitoredProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("quoll.http-base-path", "/nats/a");
            return overrides;
        }
    }

    @Test
    void shouldAnswerBehindTheBasePath() {
        // given
        String path = "/nats/a/connz?limit=7";

        // when
        var connz = given().get(path).then();

        // then
        connz.statusCode(200).body("limit", equalTo(7));
        given().get("/nats/a/varz").then().body("http_base_path", equalTo("/nats/a"));
    }

    @ParameterizedTest
    @CsvSource({"/nats/a", "/nats/a/"})
    void shouldLinkToTheBasePath(String path) {
        // given
        var request = given();

        // when
        String page = request.get(path).then().statusCode(200).extract().asString();

        // then
        assertThat(page).contains("href=\"/nats/a/varz\"");
    }

    @ParameterizedTest
    @CsvSource({"/varz", "/", "/nats/ab/varz", "/nats/a/nothing"})
    void shouldBeNowhereElse(String path) {
        // given
        var request = given();

        // when
        int status = request.get(path).statusCode();

        // then
        assertThat(status).isEqualTo(404);
    }
}
