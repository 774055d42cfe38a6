package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.RawHttp2;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Clients that do not keep to HTTP/2: each is told by the error that RFC 9113 has for it, and the server goes on. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class MalformedFramesTest {

    private static final String PATH = "/v1/subjects/a";

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM_AND_HEADERS = 5;

    private static final int PROTOCOL_ERROR = 1;
    private static final int FLOW_CONTROL_ERROR = 3;
    private static final int FRAME_SIZE_ERROR = 6;
    private static final int COMPRESSION_ERROR = 9;
    private static final int ENHANCE_YOUR_CALM = 11;

    /** GET without a path, as the static table says it. */
    private static final byte[] NO_PATH = {(byte) 0x82, (byte) 0x86};

    private interface Deed {
        void on(RawHttp2 connection) throws IOException;
    }

    /** What a client does, and the error with which its stream or its connection ends. */
    private record Fault(String name, int stream, int error, Deed deed) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Fault> FAULTS = List.of(
            new Fault(
                    "capitals in a name",
                    1,
                    PROTOCOL_ERROR,
                    c -> c.request("GET", PATH, Map.of("Quoll-A", "b"), false)),
            new Fault("no name", 1, PROTOCOL_ERROR, c -> c.request("GET", PATH, Map.of("", "b"), false)),
            new Fault(
                    "header of a connection",
                    1,
                    PROTOCOL_ERROR,
                    c -> c.request("GET", PATH, Map.of("connection", "close"), false)),
            new Fault(
                    "unknown pseudo header",
                    1,
                    PROTOCOL_ERROR,
                    c -> c.request("GET", PATH, Map.of(":new", "b"), false)),
            new Fault(
                    "length that is none",
                    1,
                    PROTOCOL_ERROR,
                    c -> c.request("POST", PATH, Map.of("content-length", "x"), true)),
            new Fault("another length", 1, PROTOCOL_ERROR, c -> {
                int stream = c.request("POST", PATH, Map.of("content-length", "5"), true);
                c.upload(stream, new byte[2], 2, true);
            }),
            new Fault("no path at all", 1, PROTOCOL_ERROR, c -> c.frame(HEADERS, END_STREAM_AND_HEADERS, 1, NO_PATH)),
            new Fault("data without a request", 0, PROTOCOL_ERROR, c -> c.frame(DATA, 0, 7, new byte[1])),
            new Fault(
                    "stream of the server",
                    0,
                    PROTOCOL_ERROR,
                    c -> c.frame(HEADERS, END_STREAM_AND_HEADERS, 2, NO_PATH)),
            new Fault(
                    "header that no table has",
                    0,
                    COMPRESSION_ERROR,
                    c -> c.frame(HEADERS, END_STREAM_AND_HEADERS, 1, new byte[] {(byte) 0xFE})),
            new Fault("frame that is too large", 0, FRAME_SIZE_ERROR, c -> c.frame(PING, 0, 0, new byte[100_000])),
            new Fault("ping of another size", 0, FRAME_SIZE_ERROR, c -> c.frame(PING, 0, 0, new byte[7])),
            new Fault("settings by half", 0, FRAME_SIZE_ERROR, c -> c.frame(SETTINGS, 0, 0, new byte[5])),
            new Fault("window of nothing", 0, PROTOCOL_ERROR, c -> c.frame(WINDOW_UPDATE, 0, 0, new byte[4])),
            new Fault("window beyond all", 0, FLOW_CONTROL_ERROR, c -> {
                byte[] most = {0x7F, -1, -1, -1};
                c.frame(WINDOW_UPDATE, 0, 0, most);
                c.frame(WINDOW_UPDATE, 0, 0, most);
            }),
            new Fault("headers that never end", 0, ENHANCE_YOUR_CALM, c -> {
                c.frame(HEADERS, 0, 1, NO_PATH);
                for (int i = 0; i < 100; i++) {
                    c.frame(CONTINUATION, 0, 1, new byte[0]);
                }
            }));

    /** Remembers what is answered. */
    private static final class Answer implements RawHttp2.Receiver {

        private final StringBuilder body = new StringBuilder();
        private int status;
        private boolean ended;

        @Override
        public void onHead(int stream, int head) {
            status = head;
        }

        @Override
        public void onData(int stream, byte[] bytes, int from, int to) {
            body.append(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }

        @Override
        public void onEnd(int stream) {
            ended = true;
        }
    }

    @Inject
    HttpApi api;

    @ParameterizedTest
    @FieldSource("FAULTS")
    void shouldEndWhatIsNoHttp2(Fault fault) throws Exception {
        // given
        try (RawHttp2 connection = api.http2(new Answer())) {

            // when
            fault.deed.on(connection);
            RawHttp2.Ended ended = catchThrowableOfType(RawHttp2.Ended.class, () -> {
                while (true) {
                    connection.readFrame();
                }
            });

            // then
            assertThat(ended.stream()).isEqualTo(fault.stream);
            assertThat(ended.error()).isEqualTo(fault.error);
        }
        api.client().get("/v1/openapi.json").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "quoll a, b",
        "quoll-(a), b",
        "quoll-a, 'b\r\nEvil: 1'",
        "quoll-a, 'b\nEvil: 1'",
        "quoll-a, 'b\u0000'",
        "x-any, 'b\r\n\r\n'"
    })
    void shouldSayWhatIsWrongWithAHeader(String name, String value) throws Exception {
        // given
        Answer answer = new Answer();
        try (RawHttp2 connection = api.http2(answer)) {

            // when
            connection.request("GET", PATH, Map.of(name, value), false);
            while (!answer.ended) {
                connection.readFrame();
            }

            // then
            assertThat(answer.status).isEqualTo(400);
            assertThat(answer.body).contains("urn:quoll:problem:invalid-header");
        }
    }
}
