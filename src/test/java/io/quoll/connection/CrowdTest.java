package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrowdTest {

    private static final long MICROS = 1_000;
    private static final int TURN = 50;
    private static final int SMALL = 40;

    private final Crowd crowd = new Crowd();
    private long now = 5_000 * MICROS;

    /** Turns of fifty reads for so many milliseconds; how long to rest after the last. */
    private long read(long millis, long gapNanos, long asleepNanos, int bytes, long messages, boolean answers) {
        long rest = 0;
        for (long end = now + millis * 1_000 * MICROS; now < end; ) {
            for (int i = 0; i < TURN; i++) {
                rest = crowd.onRead(now, bytes, messages, answers);
                now += gapNanos;
            }
            crowd.onTurnEnd(now);
            now += asleepNanos + rest;
        }
        return rest;
    }

    private long readBusily() {
        return read(7, 2 * MICROS, 20 * MICROS, SMALL, 1, false);
    }

    @Test
    void shouldLetMessagesGatherThatKeepTheLoopBusyOneByOne() {
        // when
        long rest = readBusily();

        // then
        assertThat(rest).isEqualTo(Crowd.REST_NANOS);
        assertThat(crowd.isOn()).isTrue();
    }

    @Test
    void shouldNotRestWhereTheLoopSleepsByItself() {
        // when
        long rest = read(20, 2 * MICROS, 80 * MICROS, SMALL, 1, false);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldNotRestWhereReadsBringSeveralMessages() {
        // when
        long rest = read(20, 2 * MICROS, 10 * MICROS, 2 * SMALL, 2, false);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldNotRestWhereMessagesAreFewAndCostMuch() {
        // when
        long rest = read(20, 12 * MICROS, 10 * MICROS, SMALL, 1, false);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldNotLetThoseWaitWhoWaitForWhatIsSentToThem() {
        // when
        long rest = read(20, 2 * MICROS, 10 * MICROS, SMALL, 1, true);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldLastWhileWhatWasGatheredIsMuch() {
        // given
        readBusily();

        // when
        long rest = read(100, 5 * MICROS, 0, 16 * SMALL, 16, false);

        // then
        assertThat(rest).isEqualTo(Crowd.REST_NANOS);
    }

    @Test
    void shouldEndWhenRestsBringLittle() {
        // given
        readBusily();

        // when
        long rest = read(20, 2 * MICROS, 0, 2 * SMALL, 2, false);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldEndWhenClientsWriteMuchAtOnce() {
        // given
        readBusily();

        // when
        long rest = read(20, 20 * MICROS, 0, 8_000, 200, false);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldEndWithAPause() {
        // given
        readBusily();
        now += 60_000_000 * MICROS;

        // when
        long rest = crowd.onRead(now, SMALL, 1, false);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldSeeNowAndThenWhetherItIsStillNeeded() {
        // given
        readBusily();

        // when
        boolean ended = false;
        for (int i = 0; i < 300 && !ended; i++) {
            ended = read(5, 5 * MICROS, 0, 16 * SMALL, 16, false) == 0;
        }

        // then
        assertThat(ended).isTrue();
        assertThat(readBusily()).isEqualTo(Crowd.REST_NANOS);
    }
}
