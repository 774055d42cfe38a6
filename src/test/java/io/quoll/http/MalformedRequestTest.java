package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no client library would let through, byte by byte. Each is answered, by a 4xx, and the server goes on. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class MalformedRequestTest {

    private static final String CHUNKED =
            " HTTP/1.1~Host: a~Transfer-Encoding: chunked~Content-Type: application/json~~";

    @Inject
    HttpApi api;

    /** Lines are parted by {@code ~}; a head without an end gets one. */
    private static void send(Socket socket, String request) throws IOException {
        String head = request.replace("~", "\r\n");
        String whole = head.contains("\r\n\r\n") ? head : head + "\r\n\r\n";
        socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What comes until the server closes the connection. */
    private static String remaining(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String answer(String request) throws IOException {
        try (Socket socket = api.socket()) {
            send(socket, request);
            return remaining(socket);
        }
    }

    /** The answer to a request whose body does not come. */
    private String answerToHead(String request) throws IOException {
        try (Socket socket = api.socket()) {
            send(socket, request);
            socket.shutdownOutput();
            return remaining(socket);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET /v1/subjects/%zz HTTP/1.1~Host: a | 400 | bad-request",
                "GET /v1/subjects/%ff HTTP/1.1~Host: a | 400 | invalid-subject",
                "GET /v1/subjects/a..b HTTP/1.1~Host: a | 400 | invalid-subject",
                "GET /v1/subjects/a%00b HTTP/1.1~Host: a | 400 | invalid-subject",
                "GET /v1/subjects/a?max=x HTTP/1.1~Host: a | 400 | invalid-parameter",
                "GET /v1/subjects/a?max=1&max=2 HTTP/1.1~Host: a | 400 | invalid-parameter",
                "GET /v1/subjects/a HTTP/1.1~Host: a~Accept: text/html | 406 | not-acceptable",
                "GET /v1/subjects/a HTTP/1.1~Host: a~: b | 400 | invalid-header",
                "GET /v1/subjects/a HTTP/1.1~Host: a~X-A: a\u0001b | 400 | bad-request",
                "GET /v1/nothing HTTP/1.1~Host: a | 404 | not-found",
                "PATCH /v1/subjects/a HTTP/1.1~Host: a | 405 | method-not-allowed",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Authorization: Basic *~Content-Length: 0 | 401 | unauthorized",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Authorization: Digest x~Content-Length: 0 | 401 | unauthorized",
                "POST /v1/subjects HTTP/1.1~Host: a~Content-Length: 0 | 415 | unsupported-media-type",
                "POST /v1/events HTTP/1.1~Host: a~Content-Type: application/cloudevents+json~Content-Length: 1~~{ | 400 | invalid-event",
                "PUT /v1/streams/A HTTP/1.1~Host: a~Content-Length: 1~~{ | 400 | invalid-body",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~1~x~0~~ | 415 | unsupported-media-type",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: 99999999999 | 413 | payload-too-large",
            })
    void shouldSayWhatIsWrong(String request, int status, String problem) throws Exception {
        // when
        String answer = answerToHead(request.replaceFirst("~", "~Connection: close~"));

        // then
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET  HTTP/1.1~Host: a",
                "GET /v1/openapi.json HTTP/9.x~Host: a",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: -1",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: abc",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2~~xx",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: 1~Transfer-Encoding: chunked~~0~~",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Transfer-Encoding: chunked, gzip~~0~~",
                "POST /v1/subjects/a HTTP/1.0~Host: a~Transfer-Encoding: chunked~~0~~",
                "GET /v1/openapi.json HTTP/1.1~Host: a~Quoll A: b",
                "GET /v1/openapi.json HTTP/1.1~Host: a~Quoll-A: a\u0000b",
            })
    void shouldRefuseWhatIsNoHttp(String request) throws Exception {
        // when
        String answer = answer(request);

        // then
        assertThat(answer)
                .matches("(?s)HTTP/1\\.[01] 400 .*")
                .contains("application/problem+json", "urn:quoll:problem:bad-request", "the request is no HTTP");
    }

    @Test
    void shouldRefuseAnUpgradeWhoseSettingsCannotBeRead() throws Exception {
        // given
        String request = "GET /v1/openapi.json HTTP/1.1~Host: a~Connection: Upgrade, HTTP2-Settings~Upgrade: h2c"
                + "~HTTP2-Settings: *";

        // when
        String answer = answerToHead(request);

        // then
        assertThat(answer).startsWith("HTTP/1.1 400");
        api.client().get("/v1/openapi.json").then().statusCode(200);
    }

    /** Whatever is no token in a name, but for the colon, which ends it. */
    static IntStream charactersOfNoName() {
        return IntStream.concat(
                IntStream.rangeClosed(0, ' ').filter(c -> c != '\n'), "\"(),/;<=>?@[\\]{}\u007f\u0080".chars());
    }

    static IntStream controlCharacters() {
        return IntStream.concat(IntStream.range(0, ' ').filter(c -> c != '\t' && c != '\n'), IntStream.of(127));
    }

    @ParameterizedTest
    @MethodSource("charactersOfNoName")
    void shouldHaveNamesJudgedByTheDecoder(int character) throws Exception {
        // given
        String request = "GET /v1/openapi.json HTTP/1.1~Host: a~Connection: close~X-" + (char) character + "A: b";

        // when
        String answer = answer(request);

        // then
        assertThat(answer).startsWith("HTTP/1.1 400").contains("urn:quoll:problem:bad-request");
    }

    @ParameterizedTest
    @MethodSource("controlCharacters")
    void shouldHaveValuesJudgedByTheDecoder(int character) throws Exception {
        // given
        String request = "GET /v1/openapi.json HTTP/1.1~Host: a~Connection: close~X-A: a" + (char) character + "b";

        // when
        String answer = answer(request);

        // then
        assertThat(answer).startsWith("HTTP/1.1 400").contains("urn:quoll:problem:bad-request");
    }

    @Test
    void shouldRefuseALineThatIsTooLong() throws Exception {
        // given
        String request = "GET /v1/subjects/" + "a".repeat(10_000) + " HTTP/1.1~Host: a";

        // when
        String answer = answer(request);

        // then
        assertThat(answer).startsWith("HTTP/1.0 414").contains("application/problem+json", "uri-too-long");
    }

    @Test
    void shouldRefuseHeadersThatAreTooLarge() throws Exception {
        // given
        String request = "GET /v1/openapi.json HTTP/1.1~Host: a~" + "Quoll-A: b~".repeat(3_000) + "~";

        // when
        String answer = answer(request);

        // then
        assertThat(answer).startsWith("HTTP/1.1 431").contains("application/problem+json", "headers-too-large");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/subjects/a, zz~x~0~~",
        "POST, /v1/subjects/a, -1~x~0~~",
        "POST, /v1/subjects/a, fffffffffffffffff~x~0~~",
        "POST, /v1/subjects/a, 1~xyz~0~~",
        "POST, /v1/subjects/a, 1~x~?~~",
        "POST, /v1/requests/a, zz~x~0~~",
        "POST, /v1/events, zz~x~0~~",
        "PUT, /v1/streams/A, zz~x~0~~",
        "PUT, /v1/kv/a/b, zz~x~0~~",
        "PUT, /v1/objects/a/b, zz~x~0~~",
        "GET, /v1/subjects/a, zz~x~0~~"
    })
    void shouldRefuseABodyInChunksThatAreNone(String method, String path, String body) throws Exception {
        // when
        String answer = answer(method + " " + path + CHUNKED + body);

        // then
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "urn:quoll:problem:bad-request", "chunks")
                .endsWith("}");
    }

    @Test
    void shouldAnswerTheRequestsBeforeOneThatCannotBeRead() throws Exception {
        // given
        String first = "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: 1~~x";

        // when
        String answer = answer(first + "POST /v1/subjects/a" + CHUNKED + "1~x~zz~");

        // then
        assertThat(answer).startsWith("HTTP/1.1 202").contains("HTTP/1.1 400").endsWith("}");
    }

    @Test
    void shouldCutOffAResponseThatHasBegunWhenTheRestCannotBeRead() throws Exception {
        // given
        String message = "{\"subject\":\"a\",\"payload\":\"x\"}\n";
        try (Socket socket = api.socket()) {
            send(
                    socket,
                    "POST /v1/subjects HTTP/1.1~Host: a~Transfer-Encoding: chunked~Content-Type: application/x-ndjson~~"
                            + Integer.toHexString(message.length()) + "~" + message + "~");
            StringBuilder begun = new StringBuilder();
            while (begun.indexOf("\"status\":202") < 0) {
                begun.append((char) socket.getInputStream().read());
            }

            // when
            send(socket, "zz~~");

            // then
            assertThat(begun).startsWith("HTTP/1.1 200");
            assertThat(remaining(socket)).doesNotContain("HTTP/1.1", "\r\n0\r\n");
        }
    }

    @Test
    void shouldEndTheResponsesBeforeOneThatCannotBeRead() throws Exception {
        // given
        try (Socket socket = api.socket()) {
            send(socket, "GET /v1/subjects/a?max=1&timeout=10s HTTP/1.1~Host: a");
            send(socket, "POST /v1/subjects/a" + CHUNKED + "zz~");
            byte[] begun = socket.getInputStream().readNBytes(12);

            // when
            api.client().body("x").post("/v1/subjects/a").then().statusCode(202);

            // then
            assertThat(new String(begun, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            assertThat(remaining(socket))
                    .containsSubsequence("\"payload\":\"x\"", "\r\n0\r\n", "HTTP/1.1 400", "bad-request");
        }
    }
}
