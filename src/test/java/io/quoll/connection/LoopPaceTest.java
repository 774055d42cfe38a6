package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopPaceTest {

    private static final long MICROS = 1_000;

    private final LoopPace pace = new LoopPace();

    private void answers(int count, long afterNanos) {
        for (int i = 0; i < count; i++) {
            pace.onRead(50L * i * MICROS, afterNanos);
        }
    }

    @Test
    void shouldRestOnceForAllWhoseMessagesAreToGather() {
        // given
        pace.restSoon(5 * MICROS);
        pace.restSoon(70 * MICROS);
        pace.restSoon(0);

        // when
        long rest = pace.takeRest(0);

        // then
        assertThat(rest).isEqualTo(70 * MICROS);
        assertThat(pace.takeRest(0)).isZero();
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
