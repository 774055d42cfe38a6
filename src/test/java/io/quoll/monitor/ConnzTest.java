package io.quoll.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyIterable;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(MonitoredProfile.class)
class ConnzTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void shouldShowWhoAClientIsAndWhatItHasDone() throws Exception {
        // given
        try (Connection publisher = Clients.connect("publisher");
                Connection subscriber = Clients.connect("subscriber")) {
            subscriber.subscribe("connz.shown");
            subscriber.flush(LONGEST);

            // when
            publisher.publish("connz.shown", HELLO);
            publisher.publish("connz.shown", HELLO);
            publisher.flush(LONGEST);
            subscriber.flush(LONGEST);

            // then
            await().untilAsserted(() -> given().queryParam("cid", Clients.id(subscriber))
                    .get("/connz")
                    .then()
                    .statusCode(200)
                    .contentType("application/json")
                    .header("Access-Control-Allow-Origin", "*")
                    .body("num_connections", equalTo(1))
                    .body("total", greaterThanOrEqualTo(2))
                    .body("offset", equalTo(0))
                    .body("limit", equalTo(1))
                    .body("connections[0].cid", equalTo(Clients.id(subscriber)))
                    .body("connections[0].kind", equalTo("Client"))
                    .body("connections[0].type", equalTo("nats"))
                    .body("connections[0].ip", equalTo("127.0.0.1"))
                    .body("connections[0].name", equalTo("subscriber"))
                    .body("connections[0].lang", equalTo("java"))
                    .body("connections[0].rtt", matchesPattern("[0-9.]+(s|ms|µs|ns)"))
                    .body("connections[0].uptime", matchesPattern("[0-9]+s"))
                    .body("connections[0].idle", matchesPattern("[0-9]+s"))
                    .body("connections[0].pending_bytes", equalTo(0))
                    .body("connections[0].in_msgs", equalTo(0))
                    .body("connections[0].in_bytes", equalTo(0))
                    .body("connections[0].out_msgs", equalTo(2))
                    .body("connections[0].out_bytes", equalTo(10))
                    .body("connections[0].subscriptions", equalTo(1))
                    .body("connections[0]", not(hasKey("stop")))
                    .body("connections[0]", not(hasKey("subscriptions_list"))));
            given().queryParam("cid", Clients.id(publisher))
                    .get("/connz")
                    .then()
                    .body("connections[0].in_msgs", equalTo(2))
                    .body("connections[0].in_bytes", equalTo(10));
        }
    }

    @Test
    void shouldShowSubscriptionsInDetail() throws Exception {
        // given
        try (Connection client = Clients.connect("detailed")) {
            client.createDispatcher(message -> {}).subscribe("connz.detail.*", "workers");
            client.publish("connz.detail.a", HELLO);
            client.flush(LONGEST);

            // when
            var connection = given().queryParam("cid", Clients.id(client))
                    .queryParam("subs", "detail")
                    .get("/connz")
                    .then();

            // then
            connection
                    .body("connections[0].subscriptions_list_detail.size()", equalTo(1))
                    .body("connections[0].subscriptions_list_detail[0].subject", equalTo("connz.detail.*"))
                    .body("connections[0].subscriptions_list_detail[0].qgroup", equalTo("workers"))
                    .body("connections[0].subscriptions_list_detail[0].sid", matchesPattern("[0-9]+"))
                    .body("connections[0].subscriptions_list_detail[0].msgs", equalTo(1))
                    .body("connections[0].subscriptions_list_detail[0].cid", equalTo(Clients.id(client)))
                    .body("connections[0].subscriptions_list_detail[0]", not(hasKey("max")))
                    .body("connections[0].subscriptions_list_detail[0]", not(hasKey("account")));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "true"})
    void shouldListSubjects(String subs) throws Exception {
        // given
        try (Connection client = Clients.connect("listed")) {
            client.subscribe("connz.list.>");
            client.flush(LONGEST);

            // when
            var connection = given().queryParam("cid", Clients.id(client))
                    .queryParam("subs", subs)
                    .get("/connz")
                    .then();

            // then
            connection.body("connections[0].subscriptions_list", contains("connz.list.>"));
        }
    }

    @Test
    void shouldRememberWhyAConnectionEnded() throws Exception {
        // given
        Connection client = Clients.connect("leaving");
        int id = Clients.id(client);

        // when
        client.close();

        // then
        await().untilAsserted(() -> given().queryParam("cid", id)
                .queryParam("state", "closed")
                .get("/connz")
                .then()
                .body("connections[0].cid", equalTo(id))
                .body("connections[0].reason", equalTo("Client Closed"))
                .body("connections[0].stop", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z")));
        given().queryParam("cid", id).get("/connz").then().body("connections", emptyIterable());
        given().queryParam("cid", id)
                .queryParam("state", "any")
                .get("/connz")
                .then()
                .body("connections.cid", contains(id));
    }

    @Test
    void shouldShowUsersWhenAskedTo() throws Exception {
        // given
        try (Connection client = Nats.connect(Clients.options("named")
                .userInfo("alice".toCharArray(), "secret".toCharArray())
                .build())) {

            // when
            var connections = given().queryParam("user", "alice")
                    .queryParam("auth", "true")
                    .get("/connz")
                    .then();

            // then
            connections
                    .body("connections.cid", contains(Clients.id(client)))
                    .body("connections[0].authorized_user", equalTo("alice"))
                    .body("connections[0].name_tag", equalTo("$G"));
        }
    }

    @Test
    void shouldSortAndShowOnePage() throws Exception {
        // given
        try (Connection one = Clients.connect("one");
                Connection three = Clients.connect("three");
                Connection two = Clients.connect("two")) {
            subscribe(one, 101);
            subscribe(two, 102);
            subscribe(three, 103);

            // when
            var bySubscriptions = given().queryParam("sort", "subs")
                    .queryParam("limit", 2)
                    .queryParam("offset", 1)
                    .get("/connz")
                    .then();

            // then
            bySubscriptions
                    .body("connections.name", contains("two", "one"))
                    .body("offset", equalTo(1))
                    .body("limit", equalTo(2))
                    .body("num_connections", equalTo(2));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cid",
        "start",
        "subs",
        "pending",
        "msgs_to",
        "msgs_from",
        "bytes_to",
        "bytes_from",
        "last",
        "idle",
        "uptime",
        "rtt"
    })
    void shouldSortOpenConnections(String key) throws Exception {
        // given
        try (Connection ignored = Clients.connect("first");
                Connection alsoIgnored = Clients.connect("second")) {

            // when
            List<Integer> ids = given().queryParam("sort", key)
                    .get("/connz")
                    .then()
                    .extract()
                    .path("connections.cid");

            // then
            assertThat(ids).hasSizeGreaterThanOrEqualTo(2).doesNotHaveDuplicates();
            if (key.equals("cid") || key.equals("start")) {
                assertThat(ids).isSorted();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"stop", "reason"})
    void shouldSortEndedConnections(String key) {
        // given
        String path = "/connz?state=closed&sort=" + key;

        // when
        int status = given().get(path).statusCode();

        // then
        assertThat(status).isEqualTo(200);
    }

    @Test
    void shouldKnowNobodyInAnotherAccount() throws Exception {
        // given
        try (Connection ignored = Clients.connect("global")) {

            // when
            var connections = given().queryParam("acc", "OTHER").get("/connz").then();

            // then
            connections.body("total", equalTo(0)).body("connections", emptyIterable());
            given().queryParam("acc", "$G").get("/connz").then().body("total", greaterThanOrEqualTo(1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sort=foo, invalid sorting option: foo",
        "sort=stop, sort by stop only valid on closed connections",
        "sort=reason&state=any, sort by reason only valid on closed connections",
        "offset=x, Error decoding int for 'offset'",
        "limit=x, Error decoding int for 'limit'",
        "cid=-1, Error decoding uint64 for 'cid'",
        "subs=2, Error decoding boolean for 'subs'",
        "auth=yes, Error decoding boolean for 'auth'",
        "state=gone, Error decoding state for gone"
    })
    void shouldSayWhatIsWrongWithAQuery(String query, String text) {
        // given
        String path = "/connz?" + query;

        // when
        var answer = given().get(path).then();

        // then
        answer.statusCode(400).contentType("text/plain");
        assertThat(answer.extract().asString()).startsWith(text.replace("''", "'"));
    }

    @Test
    void shouldTakeWhatMakesNoSenseForTheDefault() {
        // given
        String path = "/connz?offset=-3&limit=-1";

        // when
        var answer = given().get(path).then();

        // then
        answer.statusCode(200).body("offset", equalTo(0)).body("limit", equalTo(1024));
    }

    private static void subscribe(Connection client, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            client.subscribe("connz.sort." + i);
        }
        client.flush(LONGEST);
    }
}
