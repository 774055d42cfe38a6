package io.quoll.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When loops have enough of a stream's runs, and when they try again. */
class LoopPatienceTest {

    private long now = Long.MAX_VALUE - 1_000_000;
    private final LoopPatience patience = new LoopPatience(() -> now);

    private void run(long nanos) {
        patience.isOver();
        now += nanos;
        patience.onRunEnd();
    }

    private boolean isOverAfter(long nanos) {
        now += nanos;
        return patience.isOver();
    }

    @Test
    void shouldNotEndWhileRunsAreShort() {
        // given
        for (int i = 0; i < 1000; i++) {
            run(LoopPatience.LONG_NANOS - 1);
        }

        // then
        assertThat(isOverAfter(0)).isFalse();
    }

    @Test
    void shouldEndForAWhileAfterALongRun() {
        // when
        run(LoopPatience.LONG_NANOS);

        // then
        assertThat(isOverAfter(0)).isTrue();
        assertThat(isOverAfter(LoopPatience.FIRST_PAUSE_NANOS - 1)).isTrue();
        assertThat(isOverAfter(1)).isFalse();
    }

    @Test
    void shouldEndForLongerIfTheNextRunIsLongAgain() {
        // given
        run(LoopPatience.LONG_NANOS);
        now += LoopPatience.FIRST_PAUSE_NANOS;

        // when
        run(LoopPatience.LONG_NANOS);

        // then
        assertThat(isOverAfter(2 * LoopPatience.FIRST_PAUSE_NANOS - 1)).isTrue();
        assertThat(isOverAfter(1)).isFalse();
    }

    @Test
    void shouldNeverEndForLongerThanAQuarterOfAMinute() {
        // given
        for (int i = 0; i < 100; i++) {
            run(LoopPatience.LONG_NANOS);
        }

        // then
        assertThat(isOverAfter(LoopPatience.LONGEST_PAUSE_NANOS - 1)).isTrue();
        assertThat(isOverAfter(1)).isFalse();
        assertThat(LoopPatience.LONGEST_PAUSE_NANOS).isLessThan(15_000_000_000L);
    }

    @Test
    void shouldForgetLongRunsAfterAShortOne() {
        // given
        run(LoopPatience.LONG_NANOS);
        run(LoopPatience.LONG_NANOS);
        run(1);

        // when
        run(LoopPatience.LONG_NANOS);

        // then
        assertThat(isOverAfter(LoopPatience.FIRST_PAUSE_NANOS)).isFalse();
    }
}
