package io.quoll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.RecordedCalls;
import io.quoll.testkit.SeededRandom;
import io.quoll.testkit.WireCase;
import io.quoll.testkit.WireCases;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever bytes come, in whatever parts: the decoder throws nothing, reads nothing outside of what it was given, finds the
 * same in all ways of splitting, and leaves no more undone than a frame may be long.
 */
@ExtendWith(SeededRandom.class)
class FrameDecoderFuzzTest {

    private static final int MAX_CONTROL_LINE = 256;
    private static final int MAX_PAYLOAD = 600;
    private static final int MOST_LEFT = MAX_PAYLOAD + MAX_CONTROL_LINE + 16;

    private static final String[] PIECES = {
        "PUB",
        "HPUB",
        "SUB",
        "UNSUB",
        "PING",
        "PONG",
        "CONNECT",
        "INFO",
        "+OK",
        "-ERR",
        "pub",
        " ",
        " ",
        " ",
        " ",
        "\t",
        "\r\n",
        "\r\n",
        "\r\n",
        "\n",
        "\r",
        "foo",
        "foo.bar",
        "*",
        ">",
        "a.b.*",
        "0",
        "1",
        "5",
        "12",
        "17",
        "600",
        "601",
        "-1",
        "+1",
        "999999999",
        "1000000000",
        "99999999999999999999",
        "2147483647",
        "4294967297",
        "hello",
        "{}",
        "NATS/1.0\r\n\r\n",
        "\u0000",
        "\u00FF",
        "x".repeat(100),
        "x".repeat(300),
        "PUB foo 5\r\nhello\r\n",
        "HPUB foo 12 17\r\nNATS/1.0\r\n\r\nhello\r\n",
        "SUB foo 1\r\n"
    };

    private record Outcome(List<String> calls, int mostLeft) {}

    private static Outcome decode(byte[] bytes, int atOnce) {
        RecordedCalls calls = new RecordedCalls();
        FrameDecoder decoder = new FrameDecoder(calls, MAX_CONTROL_LINE, MAX_PAYLOAD);
        decoder.agreeOnHeaders(true);
        int mostLeft = DecoderFeed.feed(decoder, bytes, atOnce);
        return new Outcome(calls.calls(), mostLeft);
    }

    private static void assertSound(List<byte[]> streams, List<List<Outcome>> outcomes) {
        for (int i = 0; i < streams.size(); i++) {
            List<String> whole = outcomes.get(i).get(0).calls();
            String stream = new String(streams.get(i), java.nio.charset.StandardCharsets.ISO_8859_1);
            for (Outcome outcome : outcomes.get(i)) {
                assertThat(outcome.calls()).as(stream).isEqualTo(whole);
                assertThat(outcome.mostLeft()).as(stream).isLessThanOrEqualTo(MOST_LEFT);
            }
        }
    }

    private static List<Outcome> allWays(byte[] bytes, Random random) {
        int most = Math.max(1, bytes.length);
        return List.of(
                decode(bytes, most), decode(bytes, 1), decode(bytes, 1 + random.nextInt(most)), decode(bytes, 7));
    }

    @Test
    void shouldSurviveRandomBytes(Random random) {
        // given
        List<byte[]> streams = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            streams.add(bytes);
        }

        // when
        List<List<Outcome>> outcomes =
                streams.stream().map(s -> allWays(s, random)).toList();

        // then
        assertSound(streams, outcomes);
    }

    @Test
    void shouldSurviveRandomSyntax(Random random) {
        // given
        List<byte[]> streams = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(20); j >= 0; j--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            streams.add(DecoderFeed.bytes(text.toString()));
        }

        // when
        List<List<Outcome>> outcomes =
                streams.stream().map(s -> allWays(s, random)).toList();

        // then
        assertSound(streams, outcomes);
    }

    @Test
    void shouldSurviveStreamsThatWereOnceValid(Random random) {
        // given
        List<WireCase> valid =
                WireCases.all().stream().filter(wire -> !wire.closes()).toList();
        List<byte[]> streams = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int j = random.nextInt(5); j >= 0; j--) {
                stream.writeBytes(valid.get(random.nextInt(valid.size())).bytes());
            }
            byte[] bytes = stream.toByteArray();
            for (int j = random.nextInt(3); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            streams.add(bytes);
        }

        // when
        List<List<Outcome>> outcomes =
                streams.stream().map(s -> allWays(s, random)).toList();

        // then
        assertSound(streams, outcomes);
    }
}
