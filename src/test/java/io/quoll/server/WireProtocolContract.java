package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.RawClient;
import io.quoll.testkit.WireCase;
import io.quoll.testkit.WireCases;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of wire cases, over TCP, against whatever listens on a port. */
abstract class WireProtocolContract {

    abstract int port() throws IOException;

    static Stream<WireCase> stayingCases() {
        return WireCases.all().stream().filter(wire -> !wire.closes());
    }

    static Stream<WireCase> closingCases() {
        return WireCases.all().stream().filter(WireCase::closes);
    }

    @ParameterizedTest
    @MethodSource("stayingCases")
    void shouldAnswerAndStay(WireCase wire) throws Exception {
        // given
        try (RawClient client = connect()) {
            client.send("SUB > s\r\n");

            // when
            client.send(wire.bytes());

            // then
            client.expect(wire.answer()).expectNothingMore();
        }
    }

    @ParameterizedTest
    @MethodSource("closingCases")
    void shouldAnswerAndClose(WireCase wire) throws Exception {
        // given
        try (RawClient client = connect()) {
            client.send("SUB > s\r\n");

            // when
            client.send(wire.bytes());

            // then
            assertThat(client.untilClosed()).isEqualTo(wire.answer());
        }
    }

    private RawClient connect() throws IOException {
        RawClient client = RawClient.connect(port());
        client.handshake(RawClient.USUAL);
        return client;
    }
}
