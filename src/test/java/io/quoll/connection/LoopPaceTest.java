package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopPaceTest {

    private static final long MICROS = 1_000;

    private final LoopPace pace = new LoopPace();
    private Object client = new Object();

    private void answers(int count, long afterNanos) {
        for (int i = 0; i < count; i++) {
            pace.onRead(50L * i * MICROS, client, afterNanos);
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
        boolean soon = pace.staysAwake(last + 90 * MICROS, false);
        boolean late = pace.staysAwake(last + 110 * MICROS, false);

        // then
        assertThat(soon).isTrue();
        assertThat(late).isFalse();
        assertThat(pace.staysAwake(last, false)).isFalse();
    }

    @Test
    void shouldSleepWhereNobodyAnswers() {
        // given
        answers(7, 100 * MICROS);
        pace.onRead(500 * MICROS, client, 10_000 * MICROS);

        // when
        boolean awake = pace.staysAwake(500 * MICROS, false);

        // then
        assertThat(awake).isFalse();
    }

    @Test
    void shouldStayAwakeWhileOneClientTalksToAStream() {
        // given
        answers(64, 100 * MICROS);

        // when
        boolean awake = pace.staysAwake(63 * 50 * MICROS, true);

        // then
        assertThat(awake).isTrue();
    }

    @Test
    void shouldSleepWhileSeveralClientsTalkToStreams() {
        // given
        answers(64, 100 * MICROS);
        client = new Object();
        answers(8, 100 * MICROS);

        // when
        boolean awake = pace.staysAwake(7 * 50 * MICROS, true);

        // then
        assertThat(awake).isFalse();
        assertThat(pace.staysAwake(7 * 50 * MICROS, false)).isFalse();
    }

    @Test
    void shouldStayAwakeWhileSeveralClientsTalkToEachOther() {
        // given
        answers(8, 100 * MICROS);
        client = new Object();
        answers(1, 100 * MICROS);

        // when
        boolean awake = pace.staysAwake(50 * MICROS, false);

        // then
        assertThat(awake).isTrue();
    }
}
