package io.quoll.http.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.http.problem.Problem;
import io.quoll.message.Message;
import io.quoll.testkit.SeededRandom;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SeededRandom.class)
class EntryReaderTest {

    private static final MessageLimits LIMITS = new MessageLimits(1024, 100);

    private static Problem problem(Entry entry) {
        return Objects.requireNonNull(entry.problem());
    }

    private static EntryReader lines() {
        return EntryReader.of(StreamFormat.NDJSON_TYPE, LIMITS);
    }

    private static EntryReader frames() {
        return EntryReader.of(StreamFormat.FRAMES_TYPE, LIMITS);
    }

    private static Buffer frame(String subject, String reply, String headers, String payload) {
        return Buffer.buffer()
                .appendInt(10 + subject.length() + reply.length() + headers.length() + payload.length())
                .appendByte((byte) 1)
                .appendByte((byte) 0)
                .appendShort((short) subject.length())
                .appendShort((short) reply.length())
                .appendInt(headers.length())
                .appendString(subject + reply + headers + payload, "ISO-8859-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {StreamFormat.NDJSON_TYPE, StreamFormat.FRAMES_TYPE})
    void shouldReadTheSameHoweverTheBodyIsCut(String type, Random random) {
        // given
        Buffer body = Buffer.buffer();
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String payload = "p".repeat(random.nextInt(300)) + i;
            sent.add(Message.of("s." + i, payload.getBytes(StandardCharsets.UTF_8)));
            body.appendBuffer(
                    type.equals(StreamFormat.FRAMES_TYPE)
                            ? frame("s." + i, "", "", payload)
                            : Buffer.buffer("{\"subject\":\"s." + i + "\",\"payload\":\"" + payload + "\"}\r\n"));
        }

        // when
        EntryReader reader = EntryReader.of(type, LIMITS);
        List<Message> read = new ArrayList<>();
        int at = 0;
        while (at < body.length()) {
            int end = Math.min(body.length(), at + 1 + random.nextInt(400));
            reader.read(body.getBuffer(at, end)).forEach(entry -> read.add(entry.message()));
            at = end;
        }

        // then
        assertThat(read).isEqualTo(sent);
        assertThat(reader.end()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "x | INVALID_BODY | not JSON",
                "{} | INVALID_BODY | needs a 'subject'",
                "[] | INVALID_BODY | a JSON object",
                "{\"subject\":1} | INVALID_BODY | 'subject' must be a string",
                "{\"subject\":\"a\"} {} | INVALID_BODY | something follows",
                "{\"subject\":\"a\",\"more\":1} | INVALID_BODY | unknown member 'more'",
                "{\"subject\":\"a\",\"payload\":\"\",\"payload_base64\":\"\"} | INVALID_BODY | one payload",
                "{\"subject\":\"a\",\"payload_base64\":\"*\"} | INVALID_BODY | base64",
                "{\"subject\":\"a\",\"headers\":[]} | INVALID_BODY | 'headers' must be an object",
                "{\"subject\":\"a\",\"headers\":{\"A\":1}} | INVALID_BODY | 'headers.A' must be a string",
                "{\"subject\":\"a\",\"headers\":{\"A b\":\"\"}} | INVALID_HEADER | not a header name",
                "{\"subject\":\"a\",\"headers\":{\"\":\"\"}} | INVALID_HEADER | not a header name",
                "{\"subject\":\"a\",\"headers\":{\"A\":\"b\\nC: d\"}} | INVALID_HEADER | line break",
                "{\"subject\":\"a.*\"} | INVALID_SUBJECT | has a wildcard",
                "{\"subject\":\"\"} | INVALID_SUBJECT | is empty",
                "{\"subject\":\"a\",\"reply\":\"b \"} | INVALID_SUBJECT | white space",
                "{\"subject\":\"\\ud800\"} | INVALID_SUBJECT | surrogate"
            })
    void shouldSayWhatIsWrongWithALine(String line, String type, String detail) {
        // given
        EntryReader reader = lines();

        // when
        List<Entry> entries = reader.read(Buffer.buffer(line + "\n{\"subject\":\"next\"}\n"));

        // then
        Problem problem = problem(entries.get(0));
        assertThat(problem.type().name()).isEqualTo(type);
        assertThat(problem.detail()).contains(detail);
        assertThat(entries.get(0).isLast()).isFalse();
        assertThat(entries.get(1).message()).isEqualTo(Message.of("next", new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"subject\":\"s.1\",\"reply\":\"r\",\"payload\":\"h\u00e4llo\"}",
                " { \"payload\" : \"h\u00e4llo\" , \"reply\" : \"r\" , \"subject\" : \"s.1\" } ",
                "{\"subject\":\"s\\u002e1\",\"reply\":\"r\",\"payload\":\"h\\u00e4llo\"}",
                "{\"subject\":\"x\",\"subject\":\"s.1\",\"reply\":\"r\",\"payload\":\"h\u00e4llo\"}",
                "{\"seq\":1,\"time\":\"now\",\"subject\":\"s.1\",\"reply\":\"r\",\"payload\":\"h\u00e4llo\"}",
                "{\"\\u0073ubject\":\"s.1\",\"reply\":\"r\",\"payload_base64\":\"aMOkbGxv\",\"headers\":{}}"
            })
    void shouldReadOneMessageHoweverItIsWritten(String line) {
        // given
        EntryReader reader = lines();

        // when
        List<Entry> entries = reader.read(Buffer.buffer(line + "\n"));

        // then
        Message expected =
                Message.of("s.1", "h\u00e4llo".getBytes(StandardCharsets.UTF_8)).withReply("r");
        assertThat(entries).containsExactly(Entry.of(expected));
    }

    @Test
    void shouldRefuseLinesThatAreOnlyAlmostAMessage() {
        // given
        String line = "{\"subject\":\"s\",\"payload\":\"p\"}";
        byte[] notText = line.replace('p', '\u00FF').getBytes(StandardCharsets.ISO_8859_1);

        // when
        List<Entry> entries =
                new ArrayList<>(lines().read(Buffer.buffer(notText).appendString("\n")));
        for (int end = 1; end < line.length(); end++) {
            entries.addAll(lines().read(Buffer.buffer(line.substring(0, end) + "\n")));
            entries.addAll(lines().read(Buffer.buffer(line.substring(0, end) + "\t}" + line.substring(end) + "\n")));
        }

        // then
        assertThat(entries).hasSize(2 * line.length() - 1).allMatch(entry -> entry.problem() != null);
    }

    @Test
    void shouldTakeTheLastLineWithoutItsEnd() {
        // given
        EntryReader reader = lines();

        // when
        List<Entry> whole = reader.read(Buffer.buffer("\n  \n{\"subject\":\"a\"}"));

        // then
        assertThat(whole).isEmpty();
        assertThat(reader.end()).isEqualTo(Entry.of(Message.of("a", new byte[0])));
    }

    @Test
    void shouldGiveUpOnALineWithoutEnd() {
        // given
        EntryReader reader = lines();
        List<Entry> entries = List.of();

        // when
        for (int i = 0; entries.isEmpty() && i < 1000; i++) {
            entries = reader.read(Buffer.buffer(new byte[1024]));
        }

        // then
        assertThat(entries).singleElement().matches(Entry::isLast);
    }

    @Test
    void shouldRefuseWhatIsTooLarge() {
        // given
        String large = "x".repeat(1025);
        String longSubject = "s".repeat(101);

        // when
        List<Entry> entries = new ArrayList<>(frames().read(frame("a", "", "", large)));
        entries.addAll(frames().read(frame(longSubject, "", "", "")));
        entries.addAll(lines().read(Buffer.buffer("{\"subject\":\"a\",\"payload\":\"" + large + "\"}\n")));

        // then
        assertThat(entries.stream().map(e -> problem(e).type().name()))
                .containsExactly("PAYLOAD_TOO_LARGE", "INVALID_SUBJECT", "PAYLOAD_TOO_LARGE");
    }

    @Test
    void shouldReadHeadersOfFrames() {
        // given
        Buffer frame = frame("a", "r", "NATS/1.0 503\r\nA: b\r\nA: c\r\n\r\n", "p");

        // when
        List<Entry> entries = frames().read(frame);

        // then
        Message message = Objects.requireNonNull(entries.get(0).message());
        assertThat(message.headers().asMap()).isEqualTo(Map.of("A", List.of("b", "c")));
        assertThat(message.headers().status()).isZero();
        assertThat(message.reply()).isEqualTo("r");
    }

    @Test
    void shouldSayWhatIsWrongWithAFrame() {
        // given
        Buffer otherKind = frame("a", "", "", "").setByte(4, (byte) 9);
        Buffer heartbeat = frame("", "", "", "").setByte(4, (byte) 2);
        Buffer overlapping = frame("a", "", "", "").setInt(10, 100);
        Buffer notText = frame("\u00FF", "", "", "");
        Buffer empty = frame("", "", "", "");

        // when
        List<Entry> entries = frames().read(otherKind
                .appendBuffer(heartbeat)
                .appendBuffer(overlapping)
                .appendBuffer(notText)
                .appendBuffer(empty));

        // then
        assertThat(entries.stream().map(e -> problem(e).type().name()))
                .containsExactly("INVALID_BODY", "INVALID_BODY", "INVALID_SUBJECT", "INVALID_SUBJECT");
        assertThat(entries).noneMatch(Entry::isLast);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, -1, Integer.MAX_VALUE})
    void shouldGiveUpOnALengthThatCannotBe(int length) {
        // given
        EntryReader reader = frames();

        // when
        List<Entry> entries = reader.read(frame("a", "", "", "").appendInt(length));

        // then
        assertThat(entries).hasSize(2);
        assertThat(entries.get(1).isLast()).isTrue();
    }

    @Test
    void shouldMissTheRestOfAFrame() {
        // given
        EntryReader reader = frames();
        reader.read(frame("a", "", "", "p").getBuffer(0, 7));

        // when
        Entry end = reader.end();

        // then
        assertThat(problem(Objects.requireNonNull(end)).detail()).contains("ends inside a frame");
    }

    @Test
    void shouldSurviveAnyBytes(Random random) {
        // given
        byte[] bytes = new byte[4096];

        // when
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            random.nextBytes(bytes);
            refused += lines().read(Buffer.buffer(bytes)).size();
            refused += frames().read(Buffer.buffer(bytes)).size();
        }

        // then
        assertThat(refused).isPositive();
    }
}
