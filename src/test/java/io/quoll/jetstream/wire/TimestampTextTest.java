package io.quoll.jetstream.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class TimestampTextTest {

    private final TimestampText text = new TimestampText();

    private String written(long nanos) {
        text.write(nanos);
        return new String(text.bytes(), 0, text.length(), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldWriteWhatTimestampsShow(Random random) {
        // given
        long time = 1_700_000_000_000_000_000L;

        for (int i = 0; i < 5_000; i++) {
            // when
            time += switch (random.nextInt(5)) {
                case 0 -> random.nextLong(10_000_000_000L);
                case 1 -> 1_000_000_000L * random.nextInt(100) - time % 1_000_000_000L;
                case 2 -> 1_000L * random.nextInt(1_000_000);
                case 3 -> -random.nextLong(100_000_000_000L);
                default -> random.nextLong(1_000_000_000_000_000L);
            };

            // then
            assertThat(written(time)).isEqualTo(Timestamps.shown(time));
        }
    }

    @Test
    void shouldWriteTimesBeforeTheEpochAndNone() {
        // given
        long[] times = {0, 1, -1, 59_999_999_999L, -60_000_000_000L, 0, Long.MAX_VALUE, Long.MIN_VALUE, 1};

        for (long time : times) {
            // when
            String shown = written(time);

            // then
            assertThat(shown).isEqualTo(Timestamps.shown(time));
        }
    }
}
