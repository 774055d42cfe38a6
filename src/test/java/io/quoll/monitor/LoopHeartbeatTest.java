package io.quoll.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class LoopHeartbeatTest {

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final LoopHeartbeat heartbeat = new LoopHeartbeat(loop::add);

    @Test
    void shouldBeAliveWhileBeatsCome() {
        // given
        heartbeat.isAlive(0);
        loop.remove().run();

        // when
        boolean alive = heartbeat.isAlive(seconds(3600));

        // then
        assertThat(alive).isTrue();
        assertThat(loop).hasSize(1);
    }

    @Test
    void shouldWaitForALateBeat() {
        // given
        heartbeat.isAlive(0);

        // when
        boolean alive = heartbeat.isAlive(seconds(4));

        // then
        assertThat(alive).isTrue();
        assertThat(loop).hasSize(1);
    }

    @Test
    void shouldGiveUpALoopThatHangs() {
        // given
        heartbeat.isAlive(0);

        // when
        boolean alive = heartbeat.isAlive(seconds(6));

        // then
        assertThat(alive).isFalse();
    }

    @Test
    void shouldBeAliveAgainOnceTheLoopTurns() {
        // given
        heartbeat.isAlive(0);
        heartbeat.isAlive(seconds(6));
        loop.remove().run();

        // when
        boolean alive = heartbeat.isAlive(seconds(7));

        // then
        assertThat(alive).isTrue();
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
