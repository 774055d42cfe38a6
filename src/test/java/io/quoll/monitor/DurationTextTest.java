package io.quoll.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT59.9S, 59s",
        "PT2M38S, 2m38s",
        "PT1H, 1h0m0s",
        "P1DT2H3M4S, 1d2h3m4s",
        "P400DT5S, 1y35d0h0m5s"
    })
    void shouldWriteWholeSeconds(Duration duration, String expected) {
        // given
        // when
        String text = DurationText.whole(duration);

        // then
        assertThat(text).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "999, 999ns",
        "145900, 145µs",
        "1534550, 1.53455ms",
        "20000000, 20ms",
        "1500000000, 1.5s",
        "61000000000, 1m1s"
    })
    void shouldWriteRoundTrips(long nanos, String expected) {
        // given
        // when
        String text = DurationText.roundTrip(nanos);

        // then
        assertThat(text).isEqualTo(expected);
    }
}
