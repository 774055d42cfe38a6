package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {

    @ParameterizedTest
    @CsvSource({
        "2, PT2S",
        "0.5, PT0.5S",
        "2s, PT2S",
        "300ms, PT0.3S",
        "1m30s, PT1M30S",
        "1h, PT1H",
        "1.5h, PT1H30M",
        "10us, PT0.00001S",
        "10\u00b5s, PT0.00001S",
        "7ns, PT0.000000007S",
        "2m, PT2M",
        "0, PT0S"
    })
    void shouldReadUnitsAndPlainSeconds(String text, Duration expected) {
        // given
        String written = text;

        // when
        Duration value = TimeSpan.parse(written);

        // then
        assertThat(value).isEqualTo(expected);
        assertThat(TimeSpan.parse(TimeSpan.shown(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1s", "1d", "s", "1s2", "1 s", "1m 30s", "999999999999999999h", "."})
    void shouldRefuseWhatIsNoDuration(String text) {
        // given
        String written = text;

        // when
        ThrowingCallable parsing = () -> TimeSpan.parse(written);

        // then
        assertThatThrownBy(parsing).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'" + text + "'");
    }
}
