package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopPaceTest {

    private static final long MICROS = 1_000;

    private final LoopPace pace = new LoopPace();

    private int reads(int count, int bytes, long messages, long gapNanos) {
        int restless = 0;
        for (int i = 0; i < count; i++) {
            restless = pace.afterRead(restless, bytes, messages, gapNanos);
        }
        return restless;
    }

    private void answers(int count, long afterNanos) {
        for (int i = 0; i < count; i++) {
            pace.onRead(50L * i * MICROS, afterNanos);
        }
    }

    @Test
    void shouldRestWhenSingleMessagesComeOneRightAfterTheOther() {
        // given
        reads(33, 40, 1, 5 * MICROS);

        // when
        boolean rests = pace.takeRest();

        // then
        assertThat(rests).isTrue();
        assertThat(pace.takeRest()).isFalse();
    }

    @Test
    void shouldNotRestForFewReadsSlowOnesOrLargeOnes() {
        // given
        reads(32, 40, 1, 5 * MICROS);
        reads(1000, 40, 1, 20 * MICROS);
        reads(1000, 64 * 1024, 1000, 5 * MICROS);

        // when
        boolean rests = pace.takeRest();

        // then
        assertThat(rests).isFalse();
    }

    @Test
    void shouldGoOnRestingWhileMessagesCrowd() {
        // given
        int restless = reads(33, 40, 1, 5 * MICROS);
        pace.takeRest();

        // when
        int after = pace.afterRead(restless, 70 * 40, 70, 60 * MICROS);

        // then
        assertThat(after).isPositive();
        assertThat(pace.takeRest()).isTrue();
    }

    @Test
    void shouldStayAwakeInAConversationUntilAnAnswerIsLate() {
        // given
        answers(8, 100 * MICROS);
        long last = 7 * 50 * MICROS;

        // when
        boolean soon = pace.staysAwake(last + 90 * MICROS);
        boolean late = pace.staysAwake(last + 110 * MICROS);

        // then
        assertThat(soon).isTrue();
        assertThat(late).isFalse();
        assertThat(pace.staysAwake(last)).isFalse();
    }

    @Test
    void shouldSleepWhereNobodyAnswers() {
        // given
        answers(7, 100 * MICROS);
        pace.onRead(500 * MICROS, 10_000 * MICROS);

        // when
        boolean awake = pace.staysAwake(500 * MICROS);

        // then
        assertThat(awake).isFalse();
    }
}
