package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RushTest {

    private static final long MICROS = 1_000;
    private static final int SMALL = 500;

    private final Rush rush = new Rush();
    private long now = 5_000 * MICROS;

    /** Reads for two milliseconds; how long to rest after the last. */
    private long read(long gapNanos, int bytes, long messages) {
        long rest = 0;
        for (long end = now + 2_000 * MICROS + gapNanos; now < end; now += gapNanos) {
            rest = rush.onRead(now, bytes, messages);
        }
        return rest;
    }

    @Test
    void shouldLetMessagesGatherThatCrowd() {
        // when
        long rest = read(8 * MICROS, SMALL, 1);

        // then
        assertThat(rest).isEqualTo(Rush.REST_NANOS);
        assertThat(rush.isOn()).isTrue();
    }

    @Test
    void shouldLetThemGatherLongerTheFasterTheyCome() {
        // when
        long rest = read(8 * MICROS, SMALL, 3);

        // then
        assertThat(rest).isEqualTo(Rush.LONG_REST_NANOS);
    }

    @Test
    void shouldLastWhileGatheredMessagesAreMany() {
        // given
        read(3 * MICROS, SMALL, 1);

        // when
        long rest = read(125 * MICROS, SMALL, 40);

        // then
        assertThat(rest).isEqualTo(Rush.LONG_REST_NANOS);
    }

    @Test
    void shouldEndWhenRestsBringLittle() {
        // given
        read(3 * MICROS, SMALL, 1);

        // when
        long rest = read(125 * MICROS, SMALL, 11);

        // then
        assertThat(rest).isZero();
        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void shouldEndWithAPause() {
        // given
        read(3 * MICROS, SMALL, 1);
        now += 60_000_000 * MICROS;

        // when
        long rest = rush.onRead(now, SMALL, 1);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldNotBeginWhereReadsHaveGatheredMessagesByThemselves() {
        // when
        long rest = read(50 * MICROS, SMALL, 10);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldNotBeginWithFewMessages() {
        // when
        long rest = read(12 * MICROS, SMALL, 1);

        // then
        assertThat(rest).isZero();
    }

    @Test
    void shouldNotBeginWithLargeReads() {
        // when
        long rest = read(5 * MICROS, 64 * 1024, 1000);

        // then
        assertThat(rest).isZero();
        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void shouldNotRestAfterALargeReadInBetween() {
        // given
        read(3 * MICROS, SMALL, 1);

        // when
        long rest = rush.onRead(now, 64 * 1024, 1000);

        // then
        assertThat(rest).isZero();
        assertThat(rush.isOn()).isTrue();
    }
}
