package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that no client library would let through, byte by byte. Each is answered, by a 4xx, and the server goes on. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class MalformedRequestTest {

    private static final int PATIENCE_MILLIS = 10_000;

    @Inject
    ApiListener api;

    /** Lines are parted by {@code ~}; each request ends the connection. */
    private String answer(String request) throws Exception {
        String head = request.replace("~", "\r\n");
        String whole = head.contains("\r\n\r\n") ? head : head + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
                "GET /v1/nothing HTTP/1.1~Host: a | 404 | not-found",
                "PATCH /v1/subjects/a HTTP/1.1~Host: a | 405 | method-not-allowed",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Authorization: Basic *~Content-Length: 0 | 401 | unauthorized",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Authorization: Digest x~Content-Length: 0 | 401 | unauthorized",
                "POST /v1/subjects HTTP/1.1~Host: a~Content-Length: 0 | 415 | unsupported-media-type",
                "POST /v1/events HTTP/1.1~Host: a~Content-Type: application/cloudevents+json~Content-Length: 1~~{ | 400 | invalid-event",
                "PUT /v1/streams/A HTTP/1.1~Host: a~Content-Length: 1~~{ | 400 | invalid-body",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: 99999999999 | 413 | payload-too-large",
            })
    void shouldSayWhatIsWrong(String request, int status, String problem) throws Exception {
        // when
        String answer = answer(request.replaceFirst("~", "~Connection: close~"));

        // then
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET  HTTP/1.1~Host: a | 400",
                "GET /v1/openapi.json HTTP/9.x~Host: a | 400",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: -1 | 400",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: abc | 400",
                "POST /v1/subjects/a HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2~~xx | 400",
                "GET /v1/openapi.json HTTP/1.1~Host: a~Quoll A: b | 400",
                "GET /v1/openapi.json HTTP/1.1~Host: a~Quoll-A: a\u0000b | 400",
            })
    void shouldRefuseWhatIsNoHttp(String request, int status) throws Exception {
        // when
        String answer = answer(request);

        // then
        assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + " .*");
    }
}
