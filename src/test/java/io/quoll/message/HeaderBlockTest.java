package io.quoll.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderBlockTest {

    /** Bars part the lines. */
    @ParameterizedTest
    @CsvSource({
        "'',                          NATS/1.0|X: 1||",
        "NATS/1.0||,                  NATS/1.0|X: 1||",
        "NATS/1.0|A: b||,             NATS/1.0|A: b|X: 1||",
        "NATS/1.0|X: 2|A: b|x: 3||,   NATS/1.0|A: b|X: 1||",
        "NATS/1.0|X : 2|A: b||,       NATS/1.0|A: b|X: 1||",
        "NATS/1.0|Xy: 2||,            NATS/1.0|Xy: 2|X: 1||",
        "NATS/1.0 503|A: b||,         NATS/1.0 503|A: b|X: 1||",
        "NATS/1.0|A: b,               NATS/1.0|A: b|X: 1||"
    })
    void shouldReplaceAHeaderAndLeaveTheRest(String block, String expected) {
        // given
        byte[] bytes = block.replace("|", "\r\n").getBytes(UTF_8);

        // when
        byte[] changed = HeaderBlock.with(bytes, "X", "1");

        // then
        assertThat(new String(changed, UTF_8).replace("\r\n", "|")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'a\r\nB: c', 'a  B: c'", "'a\nb', 'a b'"})
    void shouldKeepAValueInItsLine(String value, String written) {
        // given
        byte[] none = {};

        // when
        byte[] changed = HeaderBlock.with(none, "X", value);

        // then
        assertThat(new String(changed, UTF_8)).isEqualTo("NATS/1.0\r\nX: " + written + "\r\n\r\n");
    }
}
