package io.quoll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotedBytesTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "foo, \"foo\"",
                "a\"b\\c, \"a\\\"b\\\\c\"",
                "x\u0007\b\f\u000Bx, \"x\\a\\b\\f\\vx\"",
                "x\u0001\u007F, \"x\\x01\\x7f\"",
                "f\u00FC\u00DF, \"f\u00FC\u00DF\"",
                "\u00A0\u200B\u2028\uE000\u0378\u00AD, \"\\u00a0\\u200b\\u2028\\ue000\\u0378\\u00ad\"",
                "\uD83D\uDE00, \"\uD83D\uDE00\"",
                "\uDB40\uDC01, \"\\U000e0001\"",
                "\uFFFD, \"\uFFFD\""
            },
            ignoreLeadingAndTrailingWhitespace = true)
    void shouldQuoteAsGoDoes(String text, String expected) {
        // given
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        // when
        String quoted = QuotedBytes.of(bytes);

        // then
        assertThat(quoted).isEqualTo(expected);
    }

    @Test
    void shouldEscapeBytesThatAreNoUtf8() {
        // given
        byte[] bytes = {'a', (byte) 0xFF, (byte) 0xC3, 'b', (byte) 0xE2, (byte) 0x82};

        // when
        String quoted = QuotedBytes.of(bytes);

        // then
        assertThat(quoted).isEqualTo("\"a\\xff\\xc3b\\xe2\\x82\"");
    }
}
