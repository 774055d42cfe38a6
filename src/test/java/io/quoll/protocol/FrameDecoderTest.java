package io.quoll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.RecordedCalls;
import io.quoll.testkit.WireCase;
import io.quoll.testkit.WireCases;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameDecoderTest {

    private final RecordedCalls recorded = new RecordedCalls();
    private final FrameDecoder decoder = new FrameDecoder(recorded, 4096, 1 << 20);

    static Stream<WireCase> wireCases() {
        return WireCases.all().stream();
    }

    @ParameterizedTest
    @MethodSource("wireCases")
    void shouldDecode(WireCase wire) {
        // given
        decoder.agreeOnHeaders(true);

        // when
        DecoderFeed.feed(decoder, wire.bytes(), wire.bytes().length);

        // then
        assertThat(recorded.calls()).isEqualTo(wire.calls());
    }

    @ParameterizedTest
    @MethodSource("wireCases")
    void shouldDecodeTheSameWhereverTheBytesAreSplit(WireCase wire) {
        // given
        byte[] bytes = wire.bytes();
        List<List<String>> perSplit = new ArrayList<>();

        // when
        for (int split = 1; split < bytes.length; split += Math.max(1, bytes.length / 300)) {
            RecordedCalls calls = new RecordedCalls();
            FrameDecoder inTwoParts = new FrameDecoder(calls, 4096, 1 << 20);
            inTwoParts.agreeOnHeaders(true);
            DecoderFeed.feed(inTwoParts, bytes, split);
            perSplit.add(calls.calls());
        }

        // then
        assertThat(perSplit).allSatisfy(calls -> assertThat(calls).isEqualTo(wire.calls()));
    }

    @ParameterizedTest
    @MethodSource("wireCases")
    void shouldDecodeTheSameWhenBytesComeOneByOne(WireCase wire) {
        // given
        decoder.agreeOnHeaders(true);

        // when
        DecoderFeed.feed(decoder, wire.bytes(), 1);

        // then
        assertThat(recorded.calls()).isEqualTo(wire.calls());
    }

    @Test
    void shouldTellTheLengthOfALargeFrameFromItsControlLine() {
        // given
        byte[] line = DecoderFeed.bytes("PUB foo 100000\r\nabc");

        // when
        int at = decoder.decode(DecoderFeed.readable(line), 0, line.length);

        // then
        assertThat(at).isZero();
        assertThat(decoder.frameBytes()).isEqualTo("PUB foo 100000\r\n".length() + 100_000 + 2);
    }

    @Test
    void shouldForgetTheLengthOfTheFrameBefore() {
        // given
        byte[] large = DecoderFeed.bytes("PUB foo 100000\r\nabc");
        decoder.decode(DecoderFeed.readable(large), 0, large.length);
        byte[] line = DecoderFeed.bytes("PING\r\nPI");

        // when
        int at = decoder.decode(DecoderFeed.readable(line), 0, line.length);

        // then
        assertThat(at).isEqualTo(6);
        assertThat(decoder.frameBytes()).isZero();
    }

    @ParameterizedTest
    @MethodSource("beforeConnect")
    void shouldWantConnectFirstWhereClientsMustProveWhoTheyAre(String sent) {
        // given
        decoder.expectConnectFirst(true);

        // when
        DecoderFeed.feed(decoder, DecoderFeed.bytes(sent), sent.length());

        // then
        assertThat(recorded.calls()).containsExactly("AUTHORIZATION_VIOLATION");
    }

    static Stream<String> beforeConnect() {
        return Stream.of("PING\r\n", "PUB foo 0\r\n\r\n", "SUB foo 1\r\n", "FOO\r\n", "P", "\r\n", "+OK\r\n");
    }

    @Test
    void shouldRefuseHeadersThatWereNotAgreedOn() {
        // given
        byte[] bytes = DecoderFeed.bytes("HPUB foo 12 12\r\nNATS/1.0\r\n\r\n\r\n");

        // when
        DecoderFeed.feed(decoder, bytes, bytes.length);

        // then
        assertThat(recorded.calls()).containsExactly("INVALID_ARGUMENTS");
    }

    @Test
    void shouldDecodeNothingWhileStopped() {
        // given
        byte[] bytes = DecoderFeed.bytes("PING\r\n");
        decoder.stop();

        // when
        int at = decoder.decode(DecoderFeed.readable(bytes), 0, bytes.length);

        // then
        assertThat(at).isZero();
        assertThat(recorded.calls()).isEmpty();
    }

    @Test
    void shouldGoOnWhereItWasStopped() {
        // given
        byte[] bytes = DecoderFeed.bytes("PING\r\n");
        decoder.stop();
        decoder.resume();

        // when
        int at = decoder.decode(DecoderFeed.readable(bytes), 0, bytes.length);

        // then
        assertThat(at).isEqualTo(bytes.length);
        assertThat(recorded.calls()).containsExactly("PING");
    }

    @ParameterizedTest
    @MethodSource("longLines")
    void shouldLimitTheArgumentsOfALine(String line, boolean accepted) {
        // given
        byte[] bytes = DecoderFeed.bytes(line);

        // when
        DecoderFeed.feed(decoder, bytes, bytes.length);

        // then
        assertThat(recorded.calls().contains("MAXIMUM_CONTROL_LINE_EXCEEDED")).isEqualTo(!accepted);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> longLines() {
        return Stream.of("PUB %s 0\r\n\r\n", "PUB %s 0\n\r\n", "SUB %s 1\r\n", "SUB %s 1\n")
                .flatMap(pattern -> Stream.of(4094, 4095)
                        .map(length -> org.junit.jupiter.params.provider.Arguments.of(
                                pattern.formatted("x".repeat(length)), length == 4094)));
    }
}
