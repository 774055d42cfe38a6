package io.quoll.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

    @Test
    void shouldRunHereWhereNothingElseIsToBeDone() {
        // when
        executor.executeHere(() -> log.add("here"));

        // then
        assertThat(log).containsExactly("here", "after");
        assertThat(pool).isEmpty();
    }

    @Test
    void shouldNotRunHereBeforeWhatWaits() {
        // given
        executor.execute(() -> log.add("before"));

        // when
        executor.executeHere(() -> log.add("not here"));

        // then
        assertThat(log).isEmpty();
        pool.remove().run();
        assertThat(log).containsExactly("before", "not here", "after");
    }

    @Test
    void shouldLeaveToThePoolWhatComesDuringARunHere() {
        // given
        executor.executeHere(() -> {
            log.add("here");
            executor.execute(() -> log.add("elsewhere"));
            executor.executeHere(() -> log.add("behind it"));
        });

        // then
        assertThat(log).containsExactly("here", "after");
        pool.remove().run();
        assertThat(log).containsExactly("here", "after", "elsewhere", "behind it", "after");
        assertThat(pool).isEmpty();
    }

    @Test
    void shouldLeaveToThePoolWhatWouldWait() {
        // given
        boolean[] waits = {true};
        SerialExecutor forced =
                new SerialExecutor(pool::add, () -> log.add("confirmed"), () -> waits[0], new LoopPatience(() -> 0));

        // when
        forced.executeHere(() -> log.add("stored"));
        forced.executeHere(() -> log.add("stored, too"));

        // then
        assertThat(log).containsExactly("stored");
        pool.remove().run();
        assertThat(log).containsExactly("stored", "stored, too", "confirmed");
        waits[0] = false;
        forced.executeHere(() -> log.add("read"));
        assertThat(log).endsWith("read", "confirmed");
        assertThat(pool).isEmpty();
    }

    @Test
    void shouldRunInThePoolAfterARunThatTookLong() {
        // given
        long[] now = {0};
        SerialExecutor slow = new SerialExecutor(pool::add, () -> {}, () -> false, new LoopPatience(() -> now[0]));
        slow.executeHere(() -> now[0] += LoopPatience.LONG_NANOS);

        // when
        slow.executeHere(() -> log.add("in the pool"));

        // then
        assertThat(log).isEmpty();
        pool.remove().run();
        assertThat(log).containsExactly("in the pool");
        now[0] += LoopPatience.FIRST_PAUSE_NANOS;
        slow.executeHere(() -> log.add("here again"));
        assertThat(log).endsWith("here again");
        assertThat(pool).isEmpty();
    }

    @Test
    void shouldRunOneAtATimeWhereverTasksComeFrom() throws InterruptedException {
        // given
        ExecutorService threads = Executors.newFixedThreadPool(2);
        int[] count = {0};
        int each = 20_000;
        SerialExecutor serial = new SerialExecutor(threads);
        Thread here = new Thread(() -> {
            for (int i = 0; i < each; i++) {
                serial.executeHere(() -> count[0]++);
            }
        });
        here.start();

        // when
        for (int i = 0; i < each; i++) {
            serial.execute(() -> count[0]++);
        }
        here.join();
        CompletableFuture<Integer> counted = new CompletableFuture<>();
        serial.execute(() -> counted.complete(count[0]));

        // then
        assertThat(counted).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(2 * each);
        threads.shutdown();
    }
}
