package io.quoll.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyIterable;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.nats.client.Connection;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(MonitoredProfile.class)
class EndpointsTest {

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void shouldLinkToEachEndpointFromTheRoot(Endpoint endpoint) {
        // given
        String page = given().get("/").then().statusCode(200).extract().asString();

        // when
        int status = given().get(endpoint.path()).statusCode();

        // then
        assertThat(status).isEqualTo(200);
        if (endpoint != Endpoint.ROOT) {
            assertThat(page).contains("href=\"" + endpoint.path() + "\"");
        }
    }

    @Test
    void shouldSayThatThereIsNoJetStream() {
        // given
        String path = "/jsz?accounts=true&streams=1&consumers=1&config=1&acc=$G";

        // when
        var jsz = given().get(path).then();

        // then
        jsz.body("disabled", equalTo(true))
                .body("config.max_memory", equalTo(0))
                .body("streams", equalTo(0))
                .body("api.total", equalTo(0))
                .body("total", equalTo(0));
    }

    @Test
    void shouldShowTheAccounts() throws Exception {
        // given
        try (Connection ignored = Clients.connect("accounted")) {

            // when
            var names = given().get("/accountz").then();
            var detail = given().queryParam("acc", "$G").get("/accountz").then();
            var statistics = given().get("/accstatz").then();

            // then
            names.body("accounts", contains("$G", "$SYS")).body("system_account", equalTo("$SYS"));
            detail.body("account_detail.account_name", equalTo("$G"))
                    .body("account_detail.client_connections", greaterThanOrEqualTo(1))
                    .body("account_detail.jetstream_enabled", equalTo(false))
                    .body("account_detail.sublist_stats", hasKey("num_subscriptions"))
                    .body("$", not(hasKey("accounts")));
            statistics
                    .body("account_statz.acc", contains("$G"))
                    .body("account_statz[0].conns", greaterThanOrEqualTo(1))
                    .body("account_statz[0].sent", hasKey("msgs"))
                    .body("account_statz[0].received.leafs.bytes", equalTo(0));
        }
    }

    @Test
    void shouldKnowNoOtherServers() {
        // given
        String subscriptions = "?subs=1";

        // when
        var routes = given().get("/routez" + subscriptions).then();
        var gateways = given().get("/gatewayz").then();
        var leafs = given().get("/leafz").then();

        // then
        routes.body("num_routes", equalTo(0)).body("routes", emptyIterable()).body("server_name", equalTo("watched"));
        gateways.body("$", hasKey("outbound_gateways")).body("$", hasKey("inbound_gateways"));
        leafs.body("leafnodes", equalTo(0)).body("leafs", emptyIterable());
    }

    @ParameterizedTest
    @CsvSource({
        "/accountz?acc=NONE, Account NONE does not exist",
        "/accstatz?unused=x, Error decoding boolean for",
        "/routez?subs=x, Error decoding boolean for",
        "/gatewayz?accs=x, Error decoding boolean for",
        "/leafz?subs=x, Error decoding boolean for",
        "/jsz?streams=x, Error decoding boolean for",
        "/jsz?offset=x, Error decoding int for",
        "/healthz?js-enabled-only=x, Error decoding boolean for"
    })
    void shouldSayWhatIsWrongWithAQuery(String path, String text) {
        // given
        var request = given();

        // when
        var answer = request.get(path).then();

        // then
        answer.statusCode(400).contentType("text/plain").body(startsWith(text));
    }
}
