package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamThreadsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final StreamThreads threads = new StreamThreads(3);

    @AfterEach
    void end() {
        threads.close(SOON);
    }

    private static Thread threadOf(Executor executor) {
        return CompletableFuture.supplyAsync(Thread::currentThread, executor)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static void awaitRest(Thread thread) {
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    /** Tasks that end when the latch is open, one on each thread; returns when all have begun. */
    private Set<Thread> occupy(int count, CountDownLatch until) {
        Set<Thread> busy = new HashSet<>();
        for (int i = 0; i < count; i++) {
            CompletableFuture<Thread> begun = new CompletableFuture<>();
            threads.execute(() -> {
                begun.complete(Thread.currentThread());
                awaitLatch(until);
            });
            busy.add(begun.orTimeout(10, TimeUnit.SECONDS).join());
        }
        return busy;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldWakeTheThreadThatRestedLast() {
        // given
        CountDownLatch early = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        Set<Thread> first = occupy(2, early);
        Thread last = occupy(1, late).iterator().next();
        early.countDown();
        first.forEach(StreamThreadsTest::awaitRest);
        late.countDown();
        awaitRest(last);

        // when
        List<Thread> woken = List.of(threadOf(threads), last);

        // then
        assertThat(woken).containsExactly(last, last);
    }

    @Test
    void shouldLetTasksWaitInTheirOrderWhenAllThreadsAreBusy() {
        // given
        CountDownLatch latch = new CountDownLatch(1);
        CountDownLatch rest = new CountDownLatch(1);
        occupy(2, rest);
        occupy(1, latch);
        ConcurrentLinkedQueue<Integer> done = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            threads.execute(() -> done.add(number));
        }

        // when
        latch.countDown();
        await().until(() -> done.size() == 100);

        // then
        assertThat(List.copyOf(done)).isSorted();
        rest.countDown();
    }

    @Test
    void shouldGoOnAfterATaskThatFails() {
        // given
        for (int i = 0; i < 10; i++) {
            threads.execute(() -> {
                throw new IllegalStateException("meant to fail");
            });
        }

        // when
        Thread thread = threadOf(threads);

        // then
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).startsWith("stream-");
    }

    @Test
    void shouldDoEverythingItTookBeforeItEnds() {
        // given
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            threads.execute(done::incrementAndGet);
        }

        // when
        threads.close(SOON);

        // then
        assertThat(done).hasValue(10_000);
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shouldInterruptWhatTakesTooLongAtTheEnd() {
        // given
        Set<Thread> busy = occupy(1, new CountDownLatch(1));

        // when
        threads.close(Duration.ofMillis(20));

        // then
        await().atMost(SOON).until(() -> busy.stream().noneMatch(Thread::isAlive));
    }
}
