package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.server.Broker;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.quoll.testkit.RawHttp2;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that would do harm if they could. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class HostileClientTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @Inject
    Broker broker;

    @Inject
    HttpApi api;

    @Inject
    OpenStreams streams;

    @BeforeEach
    void createWhatIsKept() {
        put("/v1/streams/HOSTILE", "{\"subjects\":[\"hostile.>\"],\"storage\":\"memory\"}");
        put("/v1/kv/hostile", "{\"storage\":\"memory\"}");
        put("/v1/objects/hostile", "{\"storage\":\"memory\"}");
        api.client()
                .contentType("application/json")
                .body("{\"name\":\"work\",\"config\":{\"durable_name\":\"work\",\"ack_policy\":\"explicit\"}}")
                .put("/v1/streams/HOSTILE/consumers/work");
    }

    @AfterEach
    void deleteWhatIsKept() {
        for (String path : List.of("/v1/streams/HOSTILE", "/v1/kv/hostile", "/v1/objects/hostile")) {
            api.client().delete(path).then().statusCode(200);
        }
    }

    private void put(String path, String body) {
        api.client().contentType("application/json").body(body).put(path).then().statusCode(201);
    }

    /** Remembers the last status. */
    private static final class Heads implements RawHttp2.Receiver {
        private int status;

        @Override
        public void onHead(int stream, int head) {
            status = head;
        }

        @Override
        public void onData(int stream, byte[] bytes, int from, int to) {}

        @Override
        public void onEnd(int stream) {}
    }

    private static void readOn(RawHttp2 connection) throws IOException {
        while (true) {
            connection.readFrame();
        }
    }

    @Test
    void shouldEndAConnectionWithAFloodOfResets() throws Exception {
        // given
        Map<String, String> accept = Map.of("accept", "text/event-stream");
        try (RawHttp2 connection = api.http2(new Heads())) {

            // when
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            connection.reset(connection.request("GET", "/v1/subjects/flooded", accept, false));
                        }
                        readOn(connection);
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
        }

        // then
        await().until(() -> streams.size() == 0 && !isHeard("flooded"));
        api.client().get("/v1/openapi.json").then().statusCode(200);
    }

    private boolean isHeard(String subject) {
        return broker.router().hasInterest(subject.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldRefuseAHugeListOfHeadersOverHttp2() throws Exception {
        // given
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < 800; i++) {
            headers.put("quoll-" + i, "v");
        }
        Heads heads = new Heads();
        try (RawHttp2 connection = api.http2(heads)) {

            // when
            connection.request("GET", "/v1/openapi.json", headers, false);

            // then
            assertThatThrownBy(() -> readOn(connection))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
            assertThat(heads.status).isIn(0, 431);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b\r\nEvil: 1", "b\nEvil: 1", "b\rEvil: 1"})
    void shouldLetNoHeaderBreakOut(String value) throws Exception {
        // given
        try (Connection nats = api.nats();
                RawHttp2 connection = api.http2(new Heads())) {
            Subscription subscription = nats.subscribe("broken");
            nats.flush(SOON);

            // when
            int stream = connection.request("POST", "/v1/subjects/broken", Map.of("quoll-a", value), true);
            connection.upload(stream, new byte[1], 1, true);
            api.client().body("after").post("/v1/subjects/broken");

            // then
            Message first = subscription.nextMessage(SOON);
            String payload = new String(first.getData(), StandardCharsets.UTF_8);
            assertThat(
                            first.getHeaders() == null
                                    ? List.of()
                                    : first.getHeaders().keySet())
                    .doesNotContain("Evil");
            assertThat(payload).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/subjects/a",
        "POST, /v1/subjects",
        "POST, /v1/requests/a",
        "POST, /v1/events",
        "PUT, /v1/streams/HOSTILE",
        "POST, /v1/streams/HOSTILE/consumers/work/acks",
        "PUT, /v1/kv/hostile",
        "PUT, /v1/kv/hostile/key",
        "PUT, /v1/objects/hostile",
        "PUT, /v1/objects/hostile/name"
    })
    void shouldDecompressNothing(String method, String path) {
        // given
        var client = api.client()
                .header("Content-Encoding", "gzip")
                .contentType(path.equals("/v1/subjects") ? "application/x-ndjson" : "application/json")
                .body(new byte[10]);

        // when
        var answer = client.request(method, path).then();

        // then
        answer.statusCode(415);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/subjects/a",
        "POST, /v1/requests/a",
        "POST, /v1/events",
        "PUT, /v1/streams/HOSTILE",
        "POST, /v1/streams/HOSTILE/consumers/work/acks",
        "PUT, /v1/kv/hostile",
        "PUT, /v1/kv/hostile/key",
        "PUT, /v1/objects/hostile"
    })
    void shouldReadNoBodyWithoutEnd(String method, String path) throws Exception {
        // given
        Map<String, String> headers = Map.of("Content-Type", "application/json");
        Buffer piece = Buffer.buffer(new byte[64 * 1024]);

        // when
        try (OpenStream stream = api.send(HttpVersion.HTTP_2, HttpMethod.valueOf(method), path, headers)) {
            for (int i = 0; i < 64; i++) {
                stream.write(piece);
            }

            // then
            assertThat(stream.head().statusCode()).isEqualTo(413);
        }
    }

    @Test
    void shouldFreeWhatAClientHeldThatDisappears() throws Exception {
        // given
        long subscriptionsBefore = broker.router().statistics().subscriptions();
        List<String> requests = List.of(
                "GET /v1/subjects/left?also=left.too HTTP/1.1\r\n",
                "GET /v1/streams/HOSTILE/messages HTTP/1.1\r\nAccept: text/event-stream\r\n",
                "GET /v1/kv/hostile?watch=%3E HTTP/1.1\r\n",
                "POST /v1/streams/HOSTILE/consumers/work/fetch?batch=10&expires=60s HTTP/1.1\r\nContent-Length: 0\r\n",
                "POST /v1/requests/left?replies=3&timeout=60s HTTP/1.1\r\nContent-Length: 0\r\n",
                "POST /v1/subjects HTTP/1.1\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n",
                "POST /v1/subjects/left HTTP/1.1\r\nContent-Length: 100\r\n",
                "PUT /v1/objects/hostile/left HTTP/1.1\r\nContent-Length: 100000\r\n");
        List<Socket> sockets = new ArrayList<>();
        for (String request : requests) {
            Socket socket = api.socket();
            socket.getOutputStream().write((request + "Host: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            sockets.add(socket);
        }
        await().until(() -> streams.size() >= 4);

        // when
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        // then
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        streams.size() == 0 && broker.router().statistics().subscriptions() <= subscriptionsBefore);
    }
}
