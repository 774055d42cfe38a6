package io.quoll.http.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.jetstream.wire.Timestamps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {

    private static String text(TimeText text, long nanos) {
        ByteBuffer to = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        int end = text.put(to, 3, nanos);
        return new String(to.array(), 3, end - 3, StandardCharsets.US_ASCII);
    }

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
        String text = text(new TimeText(), nanos);

        // then
        assertThat(text).isEqualTo(expected);
    }

    @Test
    void shouldShowTimesAsEverythingElseDoes() {
        // given
        SplittableRandom random = new SplittableRandom(7);
        TimeText known = new TimeText();

        // when
        long[] times = LongStream.concat(
                        random.longs(10_000, 1, Long.MAX_VALUE), random.longs(10_000, 0, 3_000_000_000L))
                .toArray();

        // then
        for (long time : times) {
            assertThat(text(known, time)).isEqualTo(Timestamps.shown(time));
        }
    }
}
