package io.quoll.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When a thread goes on with what has come meanwhile, and when it lets others of the pool have their turn. */
class SerialExecutorTest {

    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private final SerialExecutor executor = new SerialExecutor(pool::add, () -> log.add("after"));

    @Test
    void shouldFollowEachRunOfTasks() {
        // given
        executor.execute(() -> log.add("one"));
        executor.execute(() -> log.add("two"));

        // when
        pool.remove().run();

        // then
        assertThat(log).containsExactly("one", "two", "after");
        assertThat(pool).isEmpty();
    }

    @Test
    void shouldStayOnTheThreadForWhatComesBehindTheRun() {
        // given
        List<String> said = new ArrayList<>();
        Runnable[] afterRun = {() -> {}};
        SerialExecutor serial = new SerialExecutor(pool::add, () -> afterRun[0].run());
        afterRun[0] = () -> {
            afterRun[0] = () -> said.add("after");
            serial.execute(() -> said.add("behind"));
        };
        serial.execute(() -> said.add("first"));

        // when
        pool.remove().run();

        // then
        assertThat(said).containsExactly("first", "behind", "after");
        assertThat(pool).isEmpty();
    }

    @Test
    void shouldLetOthersHaveTheThreadNowAndThen() {
        // given
        int[] runs = {0};
        SerialExecutor[] self = new SerialExecutor[1];
        SerialExecutor endless = new SerialExecutor(pool::add, () -> {
            runs[0]++;
            self[0].execute(() -> {});
        });
        self[0] = endless;
        endless.execute(() -> {});

        // when
        pool.remove().run();

        // then
        assertThat(runs[0]).isBetween(2, 100);
        assertThat(pool).hasSize(1);
    }
}
