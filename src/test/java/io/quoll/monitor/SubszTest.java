package io.quoll.monitor;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.nats.client.Connection;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(MonitoredProfile.class)
class SubszTest {

    @ParameterizedTest
    @CsvSource({"/subsz", "/subscriptionsz"})
    void shouldListWhatMatchesASubject(String path) throws Exception {
        // given
        try (Connection client = Clients.connect("matching")) {
            client.subscribe("subsz.*");
            client.subscribe("subsz.a", "group");
            client.subscribe("subsz.b");
            client.flush(Duration.ofSeconds(5));

            // when
            var answer = given().queryParam("subs", 1)
                    .queryParam("test", "subsz.a")
                    .get(path)
                    .then();

            // then
            answer.statusCode(200)
                    .body("total", equalTo(2))
                    .body("limit", equalTo(1024))
                    .body("subscriptions_list.subject", containsInAnyOrder("subsz.*", "subsz.a"))
                    .body("subscriptions_list[0].account", equalTo("$G"))
                    .body("subscriptions_list[0].cid", equalTo(Clients.id(client)))
                    .body("subscriptions_list[0].sid", notNullValue())
                    .body("subscriptions_list[0].msgs", equalTo(0))
                    .body("subscriptions_list.find { it.subject == 'subsz.a' }.qgroup", equalTo("group"));
        }
    }

    @Test
    void shouldShowOnePage() throws Exception {
        // given
        try (Connection client = Clients.connect("paged")) {
            for (int i = 0; i < 5; i++) {
                client.subscribe("subsz.page");
            }
            client.flush(Duration.ofSeconds(5));

            // when
            var answer = given().get("/subsz?subs=1&test=subsz.page&offset=3&limit=10")
                    .then();

            // then
            answer.body("total", equalTo(5))
                    .body("offset", equalTo(3))
                    .body("limit", equalTo(10))
                    .body("subscriptions_list.size()", equalTo(2));
        }
    }

    @Test
    void shouldCountMatching() throws Exception {
        // given
        try (Connection client = Clients.connect("spreading")) {
            client.subscribe("subsz.spread");
            client.subscribe("subsz.spread");
            for (int i = 0; i < 10; i++) {
                client.publish("subsz.spread", new byte[0]);
            }
            client.flush(Duration.ofSeconds(5));

            // when
            var answer = given().get("/subsz").then();

            // then
            answer.body("num_subscriptions", greaterThanOrEqualTo(2))
                    .body("num_inserts", greaterThanOrEqualTo(2))
                    .body("num_removes", greaterThanOrEqualTo(0))
                    .body("num_matches", greaterThanOrEqualTo(10))
                    .body("cache_hit_rate", notNullValue())
                    .body("max_fanout", greaterThanOrEqualTo(0))
                    .body("avg_fanout", notNullValue())
                    .body("total", equalTo(0))
                    .body("$", not(hasKey("subscriptions_list")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "test=a.*, 'invalid test subject, must be valid publish subject: a.*'",
        "test=a..b, 'invalid test subject, must be valid publish subject: a..b'",
        "subs=detail, Error decoding boolean for",
        "offset=x, Error decoding int for",
        "limit=1.5, Error decoding int for"
    })
    void shouldSayWhatIsWrongWithAQuery(String query, String text) {
        // given
        String path = "/subsz?" + query;

        // when
        var answer = given().get(path).then();

        // then
        answer.statusCode(400).body(startsWith(text));
    }
}
