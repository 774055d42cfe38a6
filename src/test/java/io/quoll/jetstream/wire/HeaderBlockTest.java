package io.quoll.jetstream.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeaderBlockTest {

    private static byte[] block(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] block) {
        return new String(block, StandardCharsets.UTF_8);
    }

    @Test
    void shouldFindAHeaderByItsWholeName() {
        // given
        byte[] block = block("NATS/1.0\r\nAB: 1\r\nA:  2 \r\n\r\n");

        // when
        String found = HeaderBlock.first(block, "A");

        // then
        assertThat(found).isEqualTo("2");
        assertThat(HeaderBlock.first(block, "B")).isNull();
    }

    @Test
    void shouldBeginABlockForTheFirstHeader() {
        // given, when
        byte[] block = HeaderBlock.with(HeaderBlock.NONE, "A", "1");

        // then
        assertThat(text(block)).isEqualTo("NATS/1.0\r\nA: 1\r\n\r\n");
    }

    @Test
    void shouldLeaveNothingOfABlockWithoutHeaders() {
        // given
        byte[] block = block("NATS/1.0\r\nNats-X: 1\r\nNats-Y: 2\r\n\r\n");

        // when
        byte[] rest = HeaderBlock.withoutPrefix(block, "Nats-");

        // then
        assertThat(rest).isEmpty();
    }

    @Test
    void shouldReplaceEveryHeaderOfThatName() {
        // given
        byte[] block = block("NATS/1.0\r\nA: 1\r\nB: 2\r\nA: 3\r\n\r\n");

        // when
        byte[] replaced = HeaderBlock.replacing(block, "A", "9");

        // then
        assertThat(text(replaced)).isEqualTo("NATS/1.0\r\nB: 2\r\nA: 9\r\n\r\n");
    }
}
