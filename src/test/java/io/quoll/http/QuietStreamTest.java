package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuietStreamTest {

    private static final Duration QUIET = Duration.ofMillis(100);
    private static final int SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final UnicastProcessor<Integer> source = UnicastProcessor.create();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AssertSubscriber<Integer> reader = new AssertSubscriber<>(0);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.runOnContext(ignored -> {
            task.run();
            done.complete(null);
        });
        done.get(SECONDS, TimeUnit.SECONDS);
    }

    private void subscribe() throws Exception {
        Multi<Integer> items = source.onCancellation().invoke(() -> cancelled.set(true));
        onLoop(() -> QuietStream.of(items, vertx, QUIET).subscribe().withSubscriber(reader));
    }

    @Test
    void shouldEndWhereNothingComesThatIsAskedFor() throws Exception {
        // given
        subscribe();
        onLoop(() -> source.onNext(1));

        // when
        onLoop(() -> reader.request(2));

        // then
        reader.awaitCompletion(Duration.ofSeconds(SECONDS)).assertItems(1);
        assertThat(cancelled).isTrue();
    }

    @Test
    void shouldWaitForAReaderWhoAsksForNothing() throws Exception {
        // given
        subscribe();
        onLoop(() -> source.onNext(1));
        onLoop(() -> source.onNext(2));

        // when
        onLoop(() -> reader.request(1));
        await().during(QUIET.multipliedBy(3)).until(() -> !reader.hasCompleted());
        onLoop(() -> reader.request(1));

        // then
        reader.awaitItems(2).assertItems(1, 2).assertNotTerminated();
        assertThat(cancelled).isFalse();
    }

    @Test
    void shouldPassOnTheEnd() throws Exception {
        // given
        subscribe();

        // when
        onLoop(source::onComplete);

        // then
        reader.awaitCompletion(Duration.ofSeconds(SECONDS)).assertHasNotReceivedAnyItem();
        assertThat(cancelled).isFalse();
    }
}
