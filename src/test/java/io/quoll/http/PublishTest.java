package io.quoll.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.server.Broker;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ApiProfile.class)
class PublishTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    Broker broker;

    @Inject
    HttpApi api;

    private Connection nats;

    @BeforeEach
    void connect() throws Exception {
        nats = Nats.connect(new Options.Builder()
                .server("nats://127.0.0.1:" + broker.port())
                .supportUTF8Subjects()
                .build());
    }

    @AfterEach
    void disconnect() throws Exception {
        nats.close();
    }

    private Subscription subscribe(String subject) throws Exception {
        Subscription subscription = nats.subscribe(subject);
        nats.flush(SOON);
        return subscription;
    }

    @Test
    void shouldHandTheBodyToSubscribers() throws Exception {
        // given
        Subscription orders = subscribe("orders.*");

        // when
        var answer = api.client()
                .body("12 pieces")
                .contentType("text/plain; charset=utf-8")
                .post("/v1/subjects/orders.new?reply=answers.7")
                .then();

        // then
        answer.statusCode(202).body("subject", equalTo("orders.new")).body("receivers", equalTo(1));
        Message message = orders.nextMessage(SOON);
        assertThat(message.getSubject()).isEqualTo("orders.new");
        assertThat(message.getReplyTo()).isEqualTo("answers.7");
        assertThat(message.getData()).isEqualTo("12 pieces".getBytes(StandardCharsets.UTF_8));
        assertThat(message.getHeaders().getFirst("Content-Type")).startsWith("text/plain");
    }

    @Test
    void shouldTakeAlongWhatBelongsToTheMessage() throws Exception {
        // given
        Subscription subscription = subscribe("headers");

        // when
        api.client()
                .noContentType()
                .header("nats-msg-id", "id 1")
                .header("NATS-TTL", "5s")
                .header("quoll-hint", "a", "b")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .header("X-Other", "stays")
                .header("Cookie", "stays")
                .post("/v1/subjects/headers")
                .then()
                .statusCode(202);

        // then
        Message message = subscription.nextMessage(SOON);
        assertThat(message.getHeaders().keySet())
                .containsExactlyInAnyOrder("Nats-Msg-Id", "Nats-TTL", "Quoll-Hint", "traceparent");
        assertThat(message.getHeaders().get("Quoll-Hint")).containsExactly("a", "b");
        assertThat(message.getHeaders().getFirst("Nats-Msg-Id")).isEqualTo("id 1");
    }

    @Test
    void shouldSendNoHeadersWhereThereAreNone() throws Exception {
        // given
        Subscription subscription = subscribe("plain");

        // when
        api.client().noContentType().post("/v1/subjects/plain").then().statusCode(202);

        // then
        Message message = subscription.nextMessage(SOON);
        assertThat(message.hasHeaders()).isFalse();
        assertThat(message.getData()).isEmpty();
    }

    @Test
    void shouldTakeAnySubjectThatIsValid() throws Exception {
        // given
        Subscription subscription = subscribe("a.>");

        // when
        api.client().post("/v1/subjects/a.b%2Fc.%C3%A4%2B+x").then().statusCode(202);

        // then
        assertThat(subscription.nextMessage(SOON).getSubject()).isEqualTo("a.b/c.ä++x");
    }

    @Test
    void shouldSayWhenNobodyWasThere() {
        // given
        String path = "/v1/subjects/nobody.here";

        // when
        var plain = api.client().post(path).then();
        var strict = api.client().post(path + "?require=receiver").then();
        var stored = api.client().post(path + "?require=stream").then();

        // then
        plain.statusCode(202).body("receivers", equalTo(0));
        strict.statusCode(503).body("type", equalTo("urn:quoll:problem:no-receivers"));
        stored.statusCode(503).body("type", equalTo("urn:quoll:problem:no-stream"));
    }

    /** The status of a body that does not say how long it is. */
    private int post(int bytes, Map<String, String> headers) throws Exception {
        try (OpenStream stream = api.post(HttpVersion.HTTP_2, "/v1/subjects/large", headers)) {
            stream.write(Buffer.buffer(new byte[bytes]));
            stream.endBody();
            return stream.head().statusCode();
        }
    }

    @Test
    void shouldTakePayloadsUpToTheLimit() throws Exception {
        // given
        Subscription subscription = subscribe("large");

        // when
        int status = post(64 * 1024, Map.of());

        // then
        assertThat(status).isEqualTo(202);
        assertThat(subscription.nextMessage(SOON).getData()).hasSize(64 * 1024);
    }

    @Test
    void shouldRefuseWhatIsLarger() throws Exception {
        // given
        byte[] larger = new byte[64 * 1024 + 1];

        // when
        int streamed = post(64 * 1024 + 1, Map.of());
        int withHeaders = post(64 * 1024, Map.of("Nats-A", "b"));
        boolean announced =
                413 == api.client().body(larger).post("/v1/subjects/large").statusCode();

        // then
        assertThat(streamed).isEqualTo(413);
        assertThat(withHeaders).isEqualTo(413);
        assertThat(announced).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a..b, 400, 20001, has an empty token",
        ".a, 400, 20001, has an empty token",
        "a.*, 400, 20001, has a wildcard",
        "a.%3E, 400, 20001, has a wildcard",
        "a%20b, 400, 20001, has white space",
        "a%0D%0APUB, 400, 20001, has white space",
        "a%FFb, 400, 20001, is not UTF-8",
        "a%00b, 400, 20001, has a NUL byte",
        "$NRG.x, 403, 20011, you may not publish",
        "a?reply=_R_.x, 403, 20011, you may not have replies",
        "a?reply=b..c, 400, 20001, has an empty token",
        "a?require=luck, 400, 20002, must be one of",
        "a?unknown=1, 400, 20002, unknown parameter",
        "a?require=stream&require=stream, 400, 20002, must not be given twice"
    })
    void shouldSayWhatIsWrong(String rest, int status, int code, String detail) {
        // given
        RequestSpecification client = api.client();

        // when
        var answer = client.post("/v1/subjects/" + rest).then();

        // then
        answer.statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("status", equalTo(status))
                .body("type", containsString("urn:quoll:problem:"))
                .body("detail", containsString(detail));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /v1/subjects/a, 405, 20013",
        "DELETE, /v1/requests/a, 405, 20013",
        "POST, /v1/nothing, 404, 20012",
        "GET, /v1, 404, 20012",
        "GET, /varz, 404, 20012",
        "GET, /q/health, 404, 20012"
    })
    void shouldAnswerWithAProblemWhereThereIsNothing(String method, String path, int status, int code) {
        // given
        RequestSpecification client = api.client();

        // when
        var answer = client.request(method, path).then();

        // then
        answer.statusCode(status).contentType("application/problem+json").body("code", equalTo(code));
    }

    @Test
    void shouldServeTheApiOnItsOwnPortOnly() {
        // given
        String path = "/v1/subjects/a";

        // when
        int elsewhere = given().post(path).statusCode();

        // then
        assertThat(elsewhere).isEqualTo(404);
        given().get("/varz").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"%zz, 400, 20007", "a>b, 202, receivers", "a{b}, 202, receivers", "a|b?reply=>, 400, 20001"})
    void shouldTakeWhatShouldHaveBeenEncoded(String rest, int status, String expected) throws Exception {
        // given
        Map<String, String> headers = Map.of();
        try (OpenStream stream = api.post(HttpVersion.HTTP_1_1, "/v1/subjects/" + rest, headers)) {

            // when
            stream.endBody();

            // then
            assertThat(stream.head().statusCode()).isEqualTo(status);
            assertThat(stream.remaining()).contains(expected);
        }
    }

    @Test
    void shouldRefuseAnEncodedBody() {
        // given
        RequestSpecification client =
                api.client().header("Content-Encoding", "gzip").body(new byte[10]);

        // when
        var answer = client.post("/v1/subjects/a").then();

        // then
        answer.statusCode(415).body("type", equalTo("urn:quoll:problem:unsupported-media-type"));
    }
}
