package io.quoll.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.quoll.connection.CloseReason;
import io.quoll.connection.ConnectionSnapshot;
import io.quoll.connection.Entrance;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.RawWebSocket;
import io.quoll.testkit.TestAuthority;
import io.quoll.testkit.TestBroker;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients over WebSocket: the official one, the JDK's, and such as do it wrong. */
class WebSocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String QUIET = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";

    @TempDir
    static Path directory = Path.of("");

    private static TestBroker broker(int loops, String inWebSocket, String besides) {
        return TestBroker.start(
                loops, "websocket { listen: '127.0.0.1:-1'\nno_tls: true\n" + inWebSocket + "\n}\n" + besides + "\n");
    }

    private static TestBroker broker(String inWebSocket) {
        return broker(1, inWebSocket, "");
    }

    private static RawWebSocket raw(TestBroker broker) {
        return new RawWebSocket(RawClient.connectMutely(broker.broker().webSocketPort()));
    }

    /** One that has read INFO. */
    private static RawWebSocket open(TestBroker broker, String... lines) {
        RawWebSocket client = raw(broker).open(lines);
        assertThat(client.frame().text()).startsWith("INFO {").endsWith("}\r\n");
        return client;
    }

    private static ConnectionSnapshot lastClosed(TestBroker broker) {
        await().atMost(PATIENCE)
                .until(() -> !broker.broker().connections().closed().isEmpty());
        return broker.broker().connections().closed().get(0);
    }

    // Clients that do it right

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldServeTheOfficialClient(int loops) throws Exception {
        // given
        try (TestBroker broker = broker(loops, "", "");
                Connection web = Nats.connect(new Options.Builder()
                        .server("ws://127.0.0.1:" + broker.broker().webSocketPort())
                        .noReconnect()
                        .build());
                Connection tcp = Nats.connect(broker.url())) {
            Subscription onWeb = web.subscribe("to.web");
            Subscription onTcp = tcp.subscribe("to.tcp");
            web.flush(PATIENCE);
            tcp.flush(PATIENCE);
            int[] sizes = {0, 1, 125, 126, 65_535, 65_536, 70_000, 1 << 20};

            // when
            for (int size : sizes) {
                web.publish("to.tcp", payload(size));
                tcp.publish("to.web", payload(size));
            }

            // then
            for (int size : sizes) {
                assertThat(data(onTcp.nextMessage(PATIENCE))).isEqualTo(payload(size));
                assertThat(data(onWeb.nextMessage(PATIENCE))).isEqualTo(payload(size));
            }
            assertThat(broker.broker().connections().connections())
                    .extracting(client -> client.snapshot().kind())
                    .containsExactlyInAnyOrder(Entrance.Kind.WEBSOCKET, Entrance.Kind.NATS);
        }
    }

    private static byte[] data(Message message) {
        assertThat(message).isNotNull();
        return message.getData();
    }

    private static byte[] payload(int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (i * 31 + i / 251);
        }
        return payload;
    }

    @Test
    void shouldServeTheOfficialClientOverTls() throws Exception {
        // given
        TestAuthority authority = new TestAuthority(directory);
        String config = "websocket { listen: '127.0.0.1:-1'\ntls { "
                + authority.server().asConfig() + "verify: true\nca_file: '" + authority.file() + "' } }\n";
        try (TestBroker broker = TestBroker.start(1, config);
                Connection client = Nats.connect(new Options.Builder()
                        .server("wss://localhost:" + broker.broker().webSocketPort())
                        .sslContext(authority.client(authority.issue("CN=client")))
                        .noReconnect()
                        .build())) {
            Subscription subscription = client.subscribe("foo");

            // when
            client.publish("foo", "hello".getBytes(UTF_8));

            // then
            assertThat(data(subscription.nextMessage(PATIENCE))).isEqualTo("hello".getBytes(UTF_8));
            assertThat(client.getServerInfo().isTLSRequired()).isTrue();
        }
    }

    @Test
    void shouldServeTheClientOfTheJdk() throws Exception {
        // given
        CompletableFuture<String> answered = new CompletableFuture<>();
        try (TestBroker broker = broker("")) {
            WebSocket client = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + broker.broker().webSocketPort() + "/any/path"),
                            new Until("PONG\r\n", answered))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            // when
            client.sendBinary(ByteBuffer.wrap((QUIET + "PI").getBytes(ISO_8859_1)), false)
                    .thenCompose(c -> c.sendBinary(ByteBuffer.wrap("NG\r\n".getBytes(ISO_8859_1)), true));

            // then
            assertThat(answered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).startsWith("INFO ");
            client.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
            client.abort();
        }
    }

    /** Collects what comes until it ends as it is to end. */
    private static final class Until implements WebSocket.Listener {

        private final StringBuilder received = new StringBuilder();
        private final String end;
        private final CompletableFuture<String> done;

        Until(String end, CompletableFuture<String> done) {
            this.end = end;
            this.done = done;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            received.append(new String(bytes, ISO_8859_1));
            if (received.toString().endsWith(end)) {
                done.complete(received.toString());
            }
            return WebSocket.Listener.super.onBinary(webSocket, data, last);
        }
    }

    @Test
    void shouldAnswerTheRequestAsTheStandardHasIt() throws Exception {
        // given
        try (TestBroker broker = broker("headers { 'X-Served-By': quoll }")) {

            // when
            try (RawWebSocket client = raw(broker).open("Nats-No-Masking: true")) {

                // then
                assertThat(client.status()).isEqualTo("HTTP/1.1 101 Switching Protocols");
                assertThat(client.answer())
                        .containsEntry("upgrade", "websocket")
                        .containsEntry("connection", "Upgrade")
                        .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                        .containsEntry("x-served-by", "quoll")
                        .doesNotContainKeys("sec-websocket-extensions", "nats-no-masking");
            }
        }
    }

    @Test
    void shouldSayInInfoWhatHoldsHere() throws Exception {
        // given
        try (TestBroker broker = broker("advertise: 'ws.quoll.test:443'");

                // when
                RawWebSocket client = raw(broker).open()) {

            // then
            assertThat(client.frame().text())
                    .contains("\"port\":" + broker.broker().webSocketPort())
                    .contains("\"connect_urls\":[\"ws.quoll.test:443\"]")
                    .contains("\"client_ip\":\"127.0.0.1\"")
                    .doesNotContain("tls_");
        }
    }

    @Test
    void shouldPutWhatOneTurnBringsIntoOneFrame() throws Exception {
        // given
        try (TestBroker broker = broker("");
                RawWebSocket client = open(broker)) {
            client.send(QUIET + "SUB foo 1\r\n");

            // when
            client.send("PUB foo 1\r\na\r\n".repeat(50) + "PING\r\n");

            // then
            RawWebSocket.Frame frame = client.frame();
            assertThat(frame.first()).isEqualTo(RawWebSocket.FINAL | RawWebSocket.BINARY);
            assertThat(frame.text()).isEqualTo("MSG foo 1 1\r\na\r\n".repeat(50) + "PONG\r\n");
        }
    }

    @Test
    void shouldReadOperationsHoweverTheyAreFramed() throws Exception {
        // given
        byte[] payload = payload(100_000);
        String published = "PUB foo 100000\r\n" + new String(payload, ISO_8859_1) + "\r\n";
        try (TestBroker broker = broker("");
                RawWebSocket client = open(broker)) {
            client.send(RawWebSocket.FINAL | RawWebSocket.TEXT, QUIET);

            // when
            client.send(RawWebSocket.BINARY, "SU");
            client.send(RawWebSocket.FINAL | RawWebSocket.PING, "still there?");
            client.send(RawWebSocket.CONTINUATION, "B fo");
            client.send(RawWebSocket.FINAL | RawWebSocket.CONTINUATION, "o 1\r\n");
            for (int from = 0; from < published.length(); from += 33_333) {
                client.send(published.substring(from, Math.min(published.length(), from + 33_333)));
            }

            // then
            RawWebSocket.Frame pong = client.frame();
            assertThat(pong.operation()).isEqualTo(RawWebSocket.PONG);
            assertThat(pong.text()).isEqualTo("still there?");
            String expected = "MSG foo 1 100000\r\n" + new String(payload, ISO_8859_1) + "\r\n";
            assertThat(client.data(expected.length())).isEqualTo(expected);
        }
    }

    @Test
    void shouldReadWhatComesWhileAPasswordIsJudged() throws Exception {
        // given
        String hash = BCrypt.withDefaults().hashToString(4, "secret".toCharArray());
        try (TestBroker broker = broker(1, "", "authorization { user: a, password: '" + hash + "' }");
                RawWebSocket client = open(broker)) {

            // when
            client.send("CONNECT {\"user\":\"a\",\"pass\":\"secret\",\"verbose\":false}\r\nSUB foo 1\r\n"
                    + "PUB foo 1\r\na\r\n".repeat(20_000) + "PING\r\n");

            // then
            String expected = "MSG foo 1 1\r\na\r\n".repeat(20_000) + "PONG\r\n";
            assertThat(client.data(expected.length())).isEqualTo(expected);
        }
    }

    @Test
    void shouldCompressLongMessagesIfThatIsAgreedOn() throws Exception {
        // given
        String asked = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
        try (TestBroker broker = broker("compression: true");
                RawWebSocket client = raw(broker).open(asked)) {
            assertThat(client.answer())
                    .containsEntry(
                            "sec-websocket-extensions",
                            "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
            assertThat(client.frame().isCompressed()).isTrue();

            // when
            String published = QUIET + "SUB foo 1\r\nPUB foo 1000\r\n" + "x".repeat(1000) + "\r\n";
            client.send(RawWebSocket.FINAL | RawWebSocket.COMPRESSED | RawWebSocket.BINARY, deflate(published));
            RawWebSocket.Frame message = client.frame();
            client.send("PING\r\n");
            RawWebSocket.Frame pong = client.frame();

            // then
            assertThat(message.isCompressed()).isTrue();
            assertThat(inflate(message.payload())).isEqualTo("MSG foo 1 1000\r\n" + "x".repeat(1000) + "\r\n");
            assertThat(pong.isCompressed()).isFalse();
            assertThat(pong.text()).isEqualTo("PONG\r\n");
        }
    }

    private static byte[] deflate(String text) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        deflater.setInput(text.getBytes(ISO_8859_1));
        byte[] out = new byte[text.length() + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        // The end that every message has is left away (RFC 7692, section 7.2.1).
        return Arrays.copyOf(out, length - 4);
    }

    private static String inflate(byte[] compressed) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        byte[] whole = Arrays.copyOf(compressed, compressed.length + 4);
        whole[whole.length - 2] = (byte) 0xFF;
        whole[whole.length - 1] = (byte) 0xFF;
        inflater.setInput(whole);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        for (int length = inflater.inflate(part); length > 0; length = inflater.inflate(part)) {
            out.write(part, 0, length);
        }
        inflater.end();
        return out.toString(ISO_8859_1);
    }

    @Test
    void shouldTakeWhatTheBrowserBringsForWhoTheClientIs() throws Exception {
        // given
        String cookies = "user_cookie: who\npass_cookie: secret\ntoken_cookie: t\njwt_cookie: j\n";
        try (TestBroker broker = broker(1, cookies, "authorization { user: a, password: b }");
                RawWebSocket client = open(broker, "Cookie: x=y; who=a; secret=b")) {

            // when
            client.send("CONNECT {\"verbose\":false}\r\nPING\r\n");

            // then
            assertThat(client.frame().text()).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void shouldBelieveCookiesLessThanConnect() throws Exception {
        // given
        try (TestBroker broker =
                        broker(1, "user_cookie: who\npass_cookie: secret", "authorization { user: a, password: b }");
                RawWebSocket client = open(broker, "Cookie: who=a; secret=b")) {

            // when
            client.send("CONNECT {\"user\":\"x\"}\r\n");

            // then
            assertThat(client.frame().text()).isEqualTo("-ERR 'Authorization Violation'\r\n");
            RawWebSocket.Frame close = client.frame();
            assertThat(close.status()).isEqualTo(1008);
            assertThat(close.reason()).isEqualTo("Authentication Failure");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "same_origin: true, http://localhost, 101",
        "same_origin: true, http://LOCALHOST:80, 101",
        "same_origin: true, https://localhost, 403",
        "same_origin: true, http://localhost:8080, 403",
        "same_origin: true, http://elsewhere.test, 403",
        "same_origin: true, '', 101",
        "same_origin: true, null, 403",
        "same_origin: true, not an origin, 403",
        "'allowed_origins: [\"https://a.test\", \"http://b.test:8080\"]', https://a.test, 101",
        "'allowed_origins: [\"https://a.test\", \"http://b.test:8080\"]', https://a.test:443, 101",
        "'allowed_origins: [\"https://a.test\", \"http://b.test:8080\"]', http://a.test, 403",
        "'allowed_origins: [\"https://a.test\", \"http://b.test:8080\"]', http://b.test:8080, 101",
        "'allowed_origins: [\"https://a.test\", \"http://b.test:8080\"]', https://c.test, 403",
        "'', https://anything.test, 101"
    })
    void shouldServePagesOfTheRightOriginOnly(String config, String origin, int expected) throws Exception {
        // given
        try (TestBroker broker = broker(config);

                // when
                RawWebSocket client = raw(broker).ask("GET / HTTP/1.1", "Origin: " + origin)) {

            // then
            assertThat(client.status()).startsWith("HTTP/1.1 " + expected + " ");
        }
    }

    // Requests that are wrong

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST / HTTP/1.1 | X: y | 405 Method Not Allowed",
                "GET / HTTP/1.1 | Host: | 400 Bad Request",
                "GET / HTTP/1.1 | Upgrade: | 400 Bad Request",
                "GET / HTTP/1.1 | Upgrade: h2c | 400 Bad Request",
                "GET / HTTP/1.1 | Connection: keep-alive | 400 Bad Request",
                "GET / HTTP/1.1 | Sec-WebSocket-Key: | 400 Bad Request",
                "GET / HTTP/1.1 | Sec-WebSocket-Version: 8 | 400 Bad Request",
                "GET /leafnode HTTP/1.1 | X: y | 404 Not Found",
                "GET /mqtt HTTP/1.1 | X: y | 404 Not Found",
                "HELLO | X: y | 400 Bad Request"
            })
    void shouldTurnDownWhatIsNoRequestForIt(String firstLine, String header, String expected) throws Exception {
        // given
        try (TestBroker broker = broker("");

                // when
                RawWebSocket client = raw(broker).ask(firstLine, header)) {

            // then
            assertThat(client.status()).isEqualTo("HTTP/1.1 " + expected);
            assertThat(client.answer()).containsEntry("sec-websocket-version", "13");
            assertThat(client.bytes().untilClosed()).isEqualTo(expected.substring(4) + "\n");
            assertThat(broker.broker().connections().openCount()).isZero();
        }
    }

    @Test
    void shouldNotWaitForARequestThatDoesNotEnd() throws Exception {
        // given
        try (TestBroker broker = broker("handshake_timeout: 100ms");
                RawClient slow = RawClient.connectMutely(broker.broker().webSocketPort())) {

            // when
            slow.send("GET / HTTP/1.1\r\n");

            // then
            assertThat(slow.untilClosed()).isEmpty();
        }
    }

    // Frames that are wrong

    @ParameterizedTest
    @CsvSource({
        "unmasked, 1002",
        "fragmented control, 1002",
        "long control, 1002",
        "reserved bit, 1002",
        "compressed without agreement, 1002",
        "unknown operation, 1002",
        "new message inside another, 1002",
        "continuation of nothing, 1002",
        "too long, 1009"
    })
    void shouldCloseWithTheNumberForIt(String wrong, int status) throws Exception {
        // given
        try (TestBroker broker = broker("");
                RawWebSocket client = open(broker)) {

            // when
            sendWrongly(client, wrong);

            // then
            RawWebSocket.Frame close = client.control();
            assertThat(close.operation()).isEqualTo(RawWebSocket.CLOSE);
            assertThat(close.status()).isEqualTo(status);
            assertThat(close.reason()).isNotEmpty();
            client.bytes().untilClosed();
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.PROTOCOL_VIOLATION);
            assertThat(broker.broker().connections().openCount()).isZero();
        }
    }

    private static void sendWrongly(RawWebSocket client, String wrong) {
        int whole = RawWebSocket.FINAL | RawWebSocket.BINARY;
        switch (wrong) {
            case "unmasked" -> client.sendUnmasked(whole, "PING\r\n".getBytes(UTF_8));
            case "fragmented control" -> client.send(RawWebSocket.PING, "x");
            case "long control" -> client.send(RawWebSocket.FINAL | RawWebSocket.PING, new byte[126]);
            case "reserved bit" -> client.send(whole | 0x20, "x");
            case "compressed without agreement" -> client.send(whole | RawWebSocket.COMPRESSED, deflate("PING\r\n"));
            case "unknown operation" -> client.send(RawWebSocket.FINAL | 3, "x");
            case "new message inside another" ->
                client.send(RawWebSocket.BINARY, "PI").send(whole, "NG\r\n");
            case "continuation of nothing" -> client.send(RawWebSocket.FINAL | RawWebSocket.CONTINUATION, "x");
            case "too long" -> client.send(whole, new byte[(2 << 20) + 1]);
            default -> throw new IllegalArgumentException(wrong);
        }
    }

    @Test
    void shouldNotBlowUp() throws Exception {
        // given
        try (TestBroker broker = broker(1, "compression: true", "max_payload: 100kb");
                RawWebSocket client = raw(broker).open("Sec-WebSocket-Extensions: permessage-deflate")) {
            client.frame();

            // when
            client.send(
                    RawWebSocket.FINAL | RawWebSocket.COMPRESSED | RawWebSocket.BINARY,
                    deflate(" ".repeat(8 * 102_400 + 10_000)));

            // then
            assertThat(client.control().status()).isEqualTo(1009);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'CONNECT {}\r\nPUB foo 2000000\r\n', 1009, Maximum Message Payload Exceeded",
        "'HELLO\r\n', 1002, Protocol Violation",
        "'CONNECT {\"protocol\":7}\r\n', 1002, Bad Client Protocol Version"
    })
    void shouldSayInBothWaysWhatIsWrongWithTheProtocol(String sent, int status, String reason) throws Exception {
        // given
        try (TestBroker broker = broker("");
                RawWebSocket client = open(broker)) {

            // when
            client.send(sent.replace("\\r\\n", "\r\n"));

            // then
            RawWebSocket.Frame error = client.frame();
            RawWebSocket.Frame close = client.control();
            assertThat(error.text()).contains("-ERR '");
            assertThat(close.status()).isEqualTo(status);
            assertThat(close.reason()).isEqualTo(reason);
        }
    }

    @Test
    void shouldRefuseAConnectThatIsTooLong() throws Exception {
        // given
        try (TestBroker broker = broker("");
                RawWebSocket client = open(broker)) {

            // when
            client.send("CONNECT {\"name\":\"" + "x".repeat(10_000));

            // then
            assertThat(client.frame().text()).isEqualTo("-ERR 'maximum control line exceeded'\r\n");
            assertThat(client.frame().status()).isEqualTo(1008);
        }
    }

    @Test
    void shouldSayThatTheServerLeaves() throws Exception {
        // given
        TestBroker broker = broker("");
        try (RawWebSocket client = open(broker)) {

            // when
            broker.close();

            // then
            assertThat(client.control().status()).isEqualTo(1001);
        }
    }

    @Test
    void shouldShowTheAddressThatAProxyGives() throws Exception {
        // given
        try (TestBroker broker = broker("");

                // when
                RawWebSocket client = open(broker, "X-Forwarded-For: 10.1.2.3")) {

            // then
            client.send(QUIET + "PING\r\n");
            assertThat(client.frame().text()).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void shouldEndAsAClientThatLeft() throws Exception {
        // given
        try (TestBroker broker = broker("");
                RawWebSocket client = open(broker)) {

            // when
            client.send(RawWebSocket.FINAL | RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xE8, 'b', 'y', 'e'});

            // then
            RawWebSocket.Frame close = client.control();
            assertThat(close.status()).isEqualTo(1000);
            assertThat(close.reason()).isEqualTo("bye");
            assertThat(client.bytes().untilClosed()).isEmpty();
            assertThat(lastClosed(broker).reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
        }
    }

    @Test
    void shouldNotRepeatAReasonThatIsNoText() throws Exception {
        // given
        try (TestBroker broker = broker("");
                RawWebSocket client = open(broker)) {

            // when
            client.send(RawWebSocket.FINAL | RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xE8, (byte) 0xFF});

            // then
            RawWebSocket.Frame close = client.control();
            assertThat(close.status()).isEqualTo(1007);
            assertThat(close.reason()).isEqualTo("bytes are not UTF-8");
        }
    }
}
