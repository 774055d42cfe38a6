package io.quoll.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronPatternTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 * * * *         | UTC           | 2026-03-01T10:15:30Z | 2026-03-01T11:00:00Z
            */15 * * * * *      | UTC           | 2026-03-01T10:15:30Z | 2026-03-01T10:15:45Z
            0 30 9 * * mon-fri  | UTC           | 2026-02-28T10:00:00Z | 2026-03-02T09:30:00Z
            0 0 0 1 jan *       | UTC           | 2026-03-01T00:00:00Z | 2027-01-01T00:00:00Z
            0 0 0 29 2 *        | UTC           | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z
            0 0 12 * * *        | Europe/Paris  | 2026-07-01T00:00:00Z | 2026-07-01T10:00:00Z
            0 0 0 13 * fri      | UTC           | 2026-03-01T00:00:00Z | 2026-03-06T00:00:00Z
            5/20 * * * * *      | UTC           | 2026-03-01T10:15:30Z | 2026-03-01T10:15:45Z
            """)
    void shouldFindTheNextTime(String pattern, String zone, String after, String expected) {
        // given
        CronPattern cron = CronPattern.parse(pattern);

        // when
        Instant next = cron.next(Instant.parse(after), ZoneId.of(zone));

        // then
        assertThat(next).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "* * * * *", "60 * * * * *", "* * 24 * * *", "* * * 0 * *", "* * * * 13 *", "x * * * * *"})
    void shouldRefuseWhatIsNoPattern(String pattern) {
        // given, when, then
        assertThatThrownBy(() -> CronPattern.parse(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 0 31 2 *"})
    void shouldFindNoTimeThatNeverComes(String pattern) {
        // given
        CronPattern cron = CronPattern.parse(pattern);

        // when
        Instant next = cron.next(Instant.parse("2026-01-01T00:00:00Z"), ZoneId.of("UTC"));

        // then
        assertThat(next).isNull();
    }
}
