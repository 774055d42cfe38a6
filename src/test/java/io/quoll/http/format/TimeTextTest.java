package io.quoll.http.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.jetstream.wire.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00.000000001Z",
                "1972-02-29T23:59:59Z",
                "1999-12-31T23:59:59.999999999Z",
                "2000-02-29T12:00:00.5Z",
                "2000-03-01T00:00:00Z",
                "2100-02-28T23:59:59.1Z",
                "2100-03-01T00:00:00.01Z"
            })
    void shouldShowDaysThatAreSeldomThere(String expected) {
        // given
        long nanos = Timestamps.parse(expected);

        // when
        byte[] text = TimeText.of(nanos);

        // then
        assertThat(new String(text, StandardCharsets.US_ASCII)).isEqualTo(expected);
    }

    @Test
    void shouldShowTimesAsEverythingElseDoes() {
        // given
        SplittableRandom random = new SplittableRandom(7);

        // when
        long[] times = random.longs(10_000, 1, Long.MAX_VALUE).toArray();

        // then
        for (long time : times) {
            assertThat(new String(TimeText.of(time), StandardCharsets.US_ASCII)).isEqualTo(Timestamps.shown(time));
        }
    }
}
