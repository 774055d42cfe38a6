package io.quoll.http.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import io.quoll.message.Publication;
import io.quoll.testkit.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class JsonBufferTest {

    /** All that is escaped, and what stands beside it in the table of characters. */
    private static final String SPECIAL =
            "\u0000\u0001\b\t\n\u000B\f\r\u001F !\"#[\\]~\u007F\u0080\u00FF\u2028\uD83D\uDE00";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder("x".repeat(random.nextInt(20)));
        int[] special = SPECIAL.codePoints().toArray();
        while (random.nextInt(10) > 0) {
            text.appendCodePoint(special[random.nextInt(special.length)]).append("y".repeat(random.nextInt(12)));
        }
        return text.toString();
    }

    @Test
    void shouldEscapeAsTheGeneratorDoes(Random random) {
        // given
        JsonBuffer json = new JsonBuffer(0);
        StringBuilder expected = new StringBuilder();

        // when
        for (int i = 0; i < 2_000; i++) {
            String text = randomText(random);
            byte[] padded = utf8("\"" + text + "\\");
            json.string(padded, 1, padded.length - 2);
            expected.append(JsonBuffer.of(0, to -> to.writeUTF8String(padded, 1, padded.length - 2)));
        }

        // then
        assertThat(json.buffer().toString().equals(expected.toString())).isTrue();
    }

    @Test
    void shouldGoOnBehindWhatWasGenerated() {
        // given
        JsonBuffer json = new JsonBuffer(0);

        // when
        for (int i = 0; i < 3; i++) {
            long number = i;
            json.raw('[')
                    .number(i)
                    .raw(',')
                    .generate(to -> to.writeNumber(number))
                    .raw(']');
        }

        // then
        assertThat(json.buffer().toString()).isEqualTo("[0,0][1,1][2,2]");
    }

    @Test
    void shouldShowMessagesAsAnyParserReadsThem(Random random) throws Exception {
        // given
        MessageBatch batch = new MessageBatch();
        for (int i = 0; i < 500; i++) {
            String subject = "s." + i;
            byte[] payload = i % 3 == 0 ? new byte[] {(byte) 0xFF, (byte) i} : utf8(randomText(random));
            batch.append(Publication.of(Message.of(subject, payload)), i + 1L, 1_700_000_000_000_000_000L + i);
        }

        // when
        byte[] lines = StreamFormat.of(StreamFormat.NDJSON_TYPE).messages(batch).getBytes();

        // then
        batch.rewind();
        for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
            batch.next();
            assertThat(payloadOf(line)).isEqualTo(batch.message().payload());
            assertThat(line).startsWith("{\"seq\":" + batch.sequence() + ",\"time\":\"2023-11-14T22:13:20");
        }
        assertThat(batch.next()).isFalse();
    }

    private static byte[] payloadOf(String line) throws Exception {
        try (JsonParser json = JsonBuffer.JSON.createParser(line)) {
            byte[] payload = {};
            while (json.nextToken() != null) {
                if ("payload".equals(json.currentName())) {
                    payload = utf8(json.nextTextValue());
                } else if ("payload_base64".equals(json.currentName())) {
                    payload = Base64.getDecoder().decode(json.nextTextValue());
                }
            }
            return payload;
        }
    }
}
