package io.quoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final AtomicLong clock = new AtomicLong(1_000);

    @Test
    void shouldSendAllAtOnceWithoutARate() {
        // given
        Pace pace = new Pace(0, clock::get);

        // when
        int count = pace.await(70, 50, () -> false);

        // then
        assertThat(count).isEqualTo(50);
        assertThat(pace.startOf(70)).isEqualTo(1_000);
    }

    @Test
    void shouldCountLateMessagesFromWhenTheyWereDue() {
        // given
        Pace pace = new Pace(1_000_000, clock::get);
        clock.addAndGet(10_000);

        // when
        int count = pace.await(3, 50, () -> false);

        // then
        assertThat(count).isEqualTo(8);
        assertThat(pace.startOf(3)).isEqualTo(1_000 + 3_000);
    }

    @Test
    void shouldCountFromTheWriteAfterItHasSlept() {
        // given
        AtomicLong looks = new AtomicLong();
        Pace pace = new Pace(1_000_000, () -> clock.get() + 700 * looks.getAndIncrement());

        // when
        int count = pace.await(1, 50, () -> false);

        // then
        assertThat(count).isEqualTo(1);
        assertThat(pace.startOf(1)).isEqualTo(1_000 + 1_400);
    }

    @Test
    void shouldGiveUpWaitingWhenTheRunEnds() {
        // given
        Pace pace = new Pace(1, clock::get);

        // when
        int count = pace.await(1, 50, () -> true);

        // then
        assertThat(count).isZero();
    }
}
