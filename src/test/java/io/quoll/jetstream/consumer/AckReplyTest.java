package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AckReplyTest {

    private final AckReply reply = new AckReply();

    private String text(long time) {
        reply.write("$JS.ACK.S.c.".getBytes(StandardCharsets.US_ASCII), 1, 7, 8, time, 9);
        byte[] text = new byte[reply.length()];
        reply.bytes().get(0, text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                5,
                999_999_999,
                1_000_000_000,
                1_000_000_001,
                9_999_999_999L,
                1_795_000_000_000_000_000L,
                1_795_000_000_000_000_042L,
                1_795_000_000_999_999_999L,
                Long.MAX_VALUE
            })
    void shouldWriteTheTimeWhateverStoodBefore(long time) {
        // given
        text(time - 1 < 0 ? 0 : time - 1);

        // when
        String text = text(time);

        // then
        assertThat(text).isEqualTo("$JS.ACK.S.c.1.7.8." + time + ".9");
        assertThat(text(time)).isEqualTo(text);
    }
}
