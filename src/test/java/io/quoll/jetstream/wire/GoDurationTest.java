package io.quoll.jetstream.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0s, 0",
        "1h, 3600000000000",
        "1h30m0s, 5400000000000",
        "1.5s, 1500000000",
        "100ms, 100000000",
        "2m0s, 120000000000"
    })
    void shouldReadAndShowAsGoDoes(String text, long nanos) {
        // given, when
        long read = GoDuration.parse(text);
        String shown = GoDuration.shown(nanos);

        // then
        assertThat(read).isEqualTo(nanos);
        assertThat(GoDuration.parse(shown)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "1x", "1h2", "--1s"})
    void shouldRefuseWhatGoRefuses(String text) {
        // given, when, then
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
