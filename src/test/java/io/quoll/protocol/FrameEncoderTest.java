package io.quoll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Publication;
import io.quoll.testkit.SeededRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SeededRandom.class)
class FrameEncoderTest {

    private static final String HEADERS = "NATS/1.0\r\nA: b\r\n\r\n";

    /** A message in its parts, and the frames it comes and goes in, written the plain way. */
    private record Sent(String subject, String reply, String headers, String payload) {

        String publication(String space, String lineEnd) {
            return (headers.isEmpty() ? "PUB" : "HPUB") + space + subject + space
                    + (reply.isEmpty() ? "" : reply + space) + sizes(space) + lineEnd + headers + payload + "\r\n";
        }

        String frame(String sid, boolean withHeaders) {
            Sent seen = withHeaders ? this : new Sent(subject, reply, "", payload);
            return (seen.headers.isEmpty() ? "MSG " : "HMSG ") + subject + ' ' + sid + ' '
                    + (reply.isEmpty() ? "" : reply + ' ') + seen.sizes(" ") + "\r\n" + seen.headers + payload + "\r\n";
        }

        private String sizes(String space) {
            int all = headers.length() + payload.length();
            return headers.isEmpty() ? "" + all : headers.length() + space + all;
        }
    }

    /** Decodes a publication and encodes it for one subscription, in a buffer no larger than announced. */
    private static String pass(String published, String sid, boolean withHeaders) {
        byte[] bytes = DecoderFeed.bytes(published);
        Sid id = new Sid(DecoderFeed.bytes(sid));
        List<String> frames = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder(
                new PublicationsOnly() {
                    @Override
                    public void onPublish(Publication message) {
                        frames.add(encode(message, id, withHeaders));
                    }
                },
                4096,
                1 << 20);
        decoder.agreeOnHeaders(true);
        decoder.decode(DecoderFeed.readable(bytes), 0, bytes.length);
        return String.join("", frames);
    }

    private static String encode(Publication message, Sid sid, boolean withHeaders) {
        int offset = 3;
        ByteBuffer out = ByteBuffer.allocate(offset + FrameEncoder.spaceFor(message, sid.length()))
                .order(ByteOrder.LITTLE_ENDIAN);
        int end = new FrameEncoder().write(out, offset, message, sid, withHeaders);
        assertThat(end).isLessThanOrEqualTo(out.capacity());
        return new String(out.array(), offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    static Stream<Sent> sent() {
        return Stream.of("", "r", "_INBOX.abcdefgh.1")
                .flatMap(reply -> Stream.of("", HEADERS).flatMap(headers -> Stream.of(0, 1, 7, 8, 9, 96, 97, 5000)
                        .map(size -> new Sent("foo.bar", reply, headers, "p".repeat(size)))));
    }

    @ParameterizedTest
    @MethodSource("sent")
    void shouldPassOnTheTailAsItCame(Sent sent) {
        // given
        String published = sent.publication(" ", "\r\n");

        // when
        String frame = pass(published, "1", true);

        // then
        assertThat(frame).isEqualTo(sent.frame("1", true));
    }

    @ParameterizedTest
    @MethodSource("sent")
    void shouldPutTogetherWhatCameInAnUnusualWay(Sent sent) {
        // given
        String published = sent.publication(" \t ", "\n");

        // when
        String frame = pass(published, "1", true);

        // then
        assertThat(frame).isEqualTo(sent.frame("1", true));
    }

    @ParameterizedTest
    @MethodSource("sent")
    void shouldLeaveOutHeadersForThoseWhoDoNotUnderstandThem(Sent sent) {
        // given
        String published = sent.publication(" ", "\r\n");

        // when
        String frame = pass(published, "1", false);

        // then
        assertThat(frame).isEqualTo(sent.frame("1", false));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 7, 8, 9, 15, 16, 17, 255})
    void shouldWriteSidsOfAnyLength(int length) {
        // given
        String sid = "s".repeat(length);

        // when
        String frame = pass("PUB foo 2\r\nhi\r\n", sid, true);

        // then
        assertThat(frame).isEqualTo("MSG foo " + sid + " 2\r\nhi\r\n");
    }

    @Test
    void shouldWriteSubjectsOfAnyLength() {
        // given
        List<String> subjects =
                IntStream.rangeClosed(1, 130).mapToObj("x"::repeat).toList();

        // when
        List<String> frames = subjects.stream()
                .map(s -> pass("PUB " + s + " 2\r\nhi\r\n", "1", true))
                .toList();

        // then
        assertThat(frames)
                .isEqualTo(subjects.stream()
                        .map(s -> "MSG " + s + " 1 2\r\nhi\r\n")
                        .toList());
    }

    @Test
    void shouldWriteWhatWasDecoded(Random random) {
        // given
        List<String> published = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Sent sent = new Sent(
                    word(random, 1 + random.nextInt(40)),
                    word(random, random.nextInt(3) * random.nextInt(20)),
                    random.nextInt(3) == 0 ? HEADERS : "",
                    word(random, random.nextInt(300)));
            boolean usual = random.nextBoolean();
            published.add(sent.publication(usual ? " " : "  ", usual ? "\r\n" : "\n"));
            expected.add(sent.frame("42", i % 2 == 0));
        }

        // when
        List<String> frames = IntStream.range(0, published.size())
                .mapToObj(i -> pass(published.get(i), "42", i % 2 == 0))
                .toList();

        // then
        assertThat(frames).isEqualTo(expected);
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }
}
