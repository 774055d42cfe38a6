package io.quoll.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {

    private long now;
    private Duration used = Duration.ofSeconds(10);
    private final ProcessUsage usage = new ProcessUsage(() -> now, () -> used);

    @Test
    void shouldTellThePercentOfOneCore() {
        // given
        usage.cpuPercent();
        now = Duration.ofSeconds(4).toNanos();
        used = used.plusSeconds(6);

        // when
        double percent = usage.cpuPercent();

        // then
        assertThat(percent).isEqualTo(150.0);
    }

    @Test
    void shouldRepeatItselfWithinASecond() {
        // given
        usage.cpuPercent();
        now = Duration.ofSeconds(2).toNanos();
        used = used.plusSeconds(1);
        double before = usage.cpuPercent();
        now += Duration.ofMillis(10).toNanos();
        used = used.plusMillis(10);

        // when
        double percent = usage.cpuPercent();

        // then
        assertThat(percent).isEqualTo(before).isEqualTo(50.0);
    }

    @Test
    void shouldKnowTheMemoryOfTheProcess() {
        // given
        // when
        long bytes = ProcessUsage.memoryBytes();

        // then
        assertThat(bytes).isGreaterThan(1024 * 1024);
    }
}
