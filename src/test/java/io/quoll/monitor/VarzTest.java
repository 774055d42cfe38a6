package io.quoll.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasLength;
import static org.hamcrest.Matchers.hasToString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.nats.client.Connection;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(MonitoredProfile.class)
class VarzTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @Test
    void shouldDescribeTheServer() {
        // given
        String path = "/varz";

        // when
        var varz = given().get(path).then();

        // then
        varz.statusCode(200)
                .contentType("application/json")
                .header("Access-Control-Allow-Origin", "*")
                .body("server_id", hasLength(56))
                .body("server_name", equalTo("watched"))
                .body("version", matchesPattern("2\\.\\d+\\.\\d+"))
                .body("proto", equalTo(1))
                .body("host", equalTo("127.0.0.1"))
                .body("port", greaterThan(0))
                .body("max_connections", equalTo(65536))
                .body("$", not(hasKey("max_subscriptions")))
                .body("$", not(hasKey("auth_required")))
                .body("ping_interval", equalTo(120_000_000_000L))
                .body("ping_max", equalTo(2))
                .body("http_host", equalTo("127.0.0.1"))
                .body("http_port", equalTo(RestAssured.port))
                .body("http_base_path", equalTo(""))
                .body("auth_timeout", equalTo(2.0f))
                .body("max_control_line", equalTo(4096))
                .body("max_payload", equalTo(1024 * 1024))
                .body("max_pending", equalTo(64 * 1024 * 1024))
                .body("write_deadline", equalTo(10_000_000_000L))
                .body("start", notNullValue())
                .body("now", notNullValue())
                .body("uptime", matchesPattern("(\\d+m)?\\d+s"))
                .body("mem", hasToString(matchesPattern("\\d{7,}")))
                .body("cores", greaterThan(0))
                .body("cpu", notNullValue())
                .body("tags", contains("blue", "green"))
                .body("$", not(hasKey("metadata")))
                .body("slow_consumer_stats.clients", equalTo(0))
                .body("stale_connection_stats.clients", equalTo(0))
                .body("jetstream.size()", equalTo(0));
    }

    @Test
    void shouldBeIndentedByTwo() {
        // given
        String path = "/varz";

        // when
        String text = given().get(path).asString();

        // then
        assertThat(text)
                .startsWith("{\n  \"server_id\": \"")
                .contains("\n  \"cluster\": {},\n")
                .endsWith("\n}");
    }

    @Test
    void shouldKeepCountsWhenConnectionsEnd() throws Exception {
        // given
        await().until(() -> varz().getInt("connections") == 0);
        JsonPath before = varz();

        // when
        try (Connection client = Clients.connect("counted")) {
            client.subscribe("varz.counted");
            client.publish("varz.counted", HELLO);
            client.flush(Duration.ofSeconds(5));
        }

        // then
        await().untilAsserted(() -> {
            JsonPath after = varz();
            assertThat(after.getLong("in_msgs")).isEqualTo(before.getLong("in_msgs") + 1);
            assertThat(after.getLong("in_bytes")).isEqualTo(before.getLong("in_bytes") + 5);
            assertThat(after.getLong("out_msgs")).isEqualTo(before.getLong("out_msgs") + 1);
            assertThat(after.getLong("out_bytes")).isEqualTo(before.getLong("out_bytes") + 5);
            assertThat(after.getLong("in_client_msgs")).isEqualTo(after.getLong("in_msgs"));
            assertThat(after.getLong("total_connections")).isEqualTo(before.getLong("total_connections") + 1);
            assertThat(after.getLong("connections")).isEqualTo(before.getLong("connections"));
        });
    }

    @Test
    void shouldCountRequestsByPath() {
        // given
        long before = requests("/subsz");

        // when
        given().get("/subsz");
        given().get("/subscriptionsz?subs=nonsense");

        // then
        assertThat(requests("/subsz")).isEqualTo(before + 2);
        assertThat(requests("/varz")).isPositive();
    }

    private static long requests(String path) {
        Integer count = varz().get("http_req_stats.'" + path + "'");
        return count == null ? 0 : count;
    }

    private static JsonPath varz() {
        return given().get("/varz").jsonPath();
    }
}
