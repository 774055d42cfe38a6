package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.RawClient;
import io.quoll.testkit.TestBroker;
import io.quoll.testkit.WireCase;
import io.quoll.testkit.WireCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of wire cases against a broker, over TCP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireProtocolTest {

    private final TestBroker broker = TestBroker.start();

    @AfterAll
    void stop() throws Exception {
        broker.close();
    }

    static Stream<WireCase> stayingCases() {
        return WireCases.all().stream().filter(wire -> !wire.closes());
    }

    static Stream<WireCase> closingCases() {
        return WireCases.all().stream().filter(WireCase::closes);
    }

    @ParameterizedTest
    @MethodSource("stayingCases")
    void shouldAnswerAndStay(WireCase wire) {
        // given
        try (RawClient client = broker.connect(RawClient.USUAL)) {
            client.send("SUB > s\r\n");

            // when
            client.send(wire.bytes());

            // then
            client.expect(wire.answer()).expectNothingMore();
        }
    }

    @ParameterizedTest
    @MethodSource("closingCases")
    void shouldAnswerAndClose(WireCase wire) {
        // given
        try (RawClient client = broker.connect(RawClient.USUAL)) {
            client.send("SUB > s\r\n");

            // when
            client.send(wire.bytes());

            // then
            assertThat(client.untilClosed()).isEqualTo(wire.answer());
        }
    }
}
