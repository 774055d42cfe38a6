package io.quoll.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class TimingWheelTest {

    private static final long MILLI = 1_000_000L;
    private static final long HOUR = 3_600_000L * MILLI;

    private long now = 77 * MILLI + 13;
    private final TimingWheel wheel = new TimingWheel(() -> now);

    /** Something set, and when it happened. */
    private final class Probe implements Runnable {
        private final long due;
        private final StreamTimer.Timeout timeout;
        private boolean cancelled;
        private long happened = -1;

        Probe(long delay) {
            due = now + delay;
            timeout = wheel.schedule(this, delay);
        }

        @Override
        public void run() {
            assertThat(happened).as("happens once").isNegative();
            happened = now;
        }

        boolean isRight() {
            if (cancelled || due > now) {
                return happened < 0;
            }
            return happened >= due || happened < 0 && now - due < MILLI;
        }
    }

    private static long delay(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> random.nextLong(3 * MILLI);
            case 2 -> random.nextLong(4_000 * MILLI);
            case 3 -> 4_096 * MILLI * random.nextInt(5);
            case 4 -> random.nextLong(HOUR);
            default -> random.nextLong(20 * HOUR);
        };
    }

    @Test
    void shouldRunEverythingOnceAndInTime(Random random) {
        // given
        List<Probe> probes = new ArrayList<>();

        // when
        for (int i = 0; i < 3_000; i++) {
            Probe probe = new Probe(delay(random));
            probes.add(probe);
            Probe some = probes.get(random.nextInt(probes.size()));
            if (random.nextInt(4) == 0 && some.happened < 0) {
                some.cancelled = true;
                some.timeout.cancel();
            }
            now += random.nextInt(3) == 0 ? delay(random) / 8 : random.nextLong(5 * MILLI);
            wheel.advance();
            assertThat(probe.isRight()).isTrue();
        }
        List<Probe> wrong = probes.stream().filter(p -> !p.isRight()).toList();
        now += 21 * HOUR;
        wheel.advance();

        // then
        assertThat(wrong).isEmpty();
        assertThat(probes).allMatch(p -> p.cancelled ? p.happened < 0 : p.happened >= p.due);
    }

    @Test
    void shouldBeAMillisecondLateAtMost() {
        // given
        Probe probe = new Probe(5_000 * MILLI + 1);

        // when
        for (int i = 0; i < 60_000 && probe.happened < 0; i++) {
            now += MILLI / 10;
            wheel.advance();
        }

        // then
        assertThat(probe.happened - probe.due).isBetween(0L, MILLI + MILLI / 10);
    }

    @Test
    void shouldTakeDelaysWithoutEndAndFailures() {
        // given
        Probe endless = new Probe(Long.MAX_VALUE - 200 * HOUR);
        wheel.schedule(
                () -> {
                    throw new IllegalStateException("to be logged");
                },
                MILLI);
        Probe behind = new Probe(2 * MILLI);

        // when
        now += 100 * HOUR;
        wheel.advance();
        behind.timeout.cancel();

        // then
        assertThat(endless.happened).isNegative();
        assertThat(behind.happened).isEqualTo(now);
    }

    @Test
    void shouldLetATaskSetAnother() {
        // given
        List<String> ran = new ArrayList<>();
        wheel.schedule(
                () -> {
                    ran.add("first");
                    wheel.schedule(() -> ran.add("second"), 0);
                },
                MILLI);

        // when
        now += 2 * MILLI;
        wheel.advance();
        now += 2 * MILLI;
        wheel.advance();

        // then
        assertThat(ran).containsExactly("first", "second");
    }
}
