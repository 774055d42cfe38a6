package io.quoll.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import io.quoll.message.Publication;
import io.quoll.subject.SubjectPattern;
import io.quoll.testkit.ManualLane;
import io.quoll.testkit.ManualLoop;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchedSubscriptionTest {

    private static final int ENOUGH = 1 << 20;

    private final SubjectRouter router = new SubjectRouter(2);
    private final ManualLoop producers = new ManualLoop();
    private final ManualLoop reader = new ManualLoop();
    private final ManualLane thread = new ManualLane(producers);
    private final MessageExchange exchange = new MessageExchange(router, List.of(thread, thread));

    @AfterEach
    void stallsNobody() {
        assertThat(thread.takeStall()).isZero();
    }

    private AssertSubscriber<MessageBatch> subscribe(BatchTerms terms, long demand) {
        return exchange.subscribeInBatches(terms, reader).subscribe().withSubscriber(AssertSubscriber.create(demand));
    }

    private static BatchTerms terms(long max, long pending, BatchTerms.Overflow overflow) {
        return new BatchTerms(List.of(SubjectPattern.of("a.>")), null, max, pending, overflow, null);
    }

    private static BatchTerms terms() {
        return terms(0, ENOUGH, BatchTerms.Overflow.END);
    }

    private int publish(int lane, String subject, String payload) {
        Publication publication = Publication.of(Message.of(subject, payload.getBytes(StandardCharsets.UTF_8)));
        RoutingLane way = router.lane(lane);
        return way.publish(publication, way.route(publication), null);
    }

    private void turn() {
        producers.run();
        reader.run();
    }

    private static List<String> payloads(List<MessageBatch> batches) {
        List<String> payloads = new ArrayList<>();
        for (MessageBatch batch : batches) {
            while (batch.next()) {
                payloads.add(new String(batch.message().payload(), StandardCharsets.UTF_8));
            }
        }
        return payloads;
    }

    @Test
    void shouldBringWhatALaneDeliversInOneTurnInOneBatch() {
        // given
        AssertSubscriber<MessageBatch> subscriber = subscribe(terms(), 10);

        // when
        for (int i = 0; i < 100; i++) {
            publish(0, "a." + i, String.valueOf(i));
        }
        turn();
        publish(0, "a.b", "next");
        turn();

        // then
        assertThat(subscriber.getItems()).hasSize(2);
        assertThat(subscriber.getItems().get(0).count()).isEqualTo(100);
        assertThat(payloads(subscriber.getItems()))
                .hasSize(101)
                .startsWith("0", "1")
                .endsWith("99", "next");
    }

    @Test
    void shouldBringWhatHasWaitedTogether() {
        // given
        AssertSubscriber<MessageBatch> subscriber = subscribe(terms(), 0);
        for (int i = 0; i < 10; i++) {
            publish(i % 2, "a.b", String.valueOf(i));
            turn();
        }
        int before = subscriber.getItems().size();

        // when
        subscriber.request(1);
        reader.run();

        // then
        assertThat(before).isZero();
        assertThat(payloads(subscriber.getItems())).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(subscriber.getItems()).hasSize(1);
    }

    @Test
    void shouldMakeNoBatchLargerThanFull() {
        // given
        AssertSubscriber<MessageBatch> subscriber = subscribe(terms(), 100);
        String payload = "x".repeat(1000);

        // when
        for (int i = 0; i < 200; i++) {
            publish(0, "a.b", payload);
        }
        publish(0, "a.large", "y".repeat(2 * MessageBatch.FULL));
        turn();

        // then
        assertThat(subscriber.getItems()).hasSizeGreaterThan(3);
        assertThat(subscriber.getItems()).allMatch(batch -> batch.size() <= MessageBatch.FULL || batch.count() == 1);
        assertThat(payloads(subscriber.getItems())).hasSize(201);
    }

    @Test
    void shouldEndAReaderThatLeavesTooMuchWaiting() {
        // given
        AssertSubscriber<MessageBatch> subscriber = subscribe(terms(0, 1000, BatchTerms.Overflow.END), 0);

        // when
        for (int i = 0; i < 20; i++) {
            publish(0, "a.b", "x".repeat(100));
            turn();
        }

        // then
        subscriber.assertFailedWith(SlowReaderException.class, "1000");
        assertThat(router.statistics().subscriptions()).isZero();
        assertThat(publish(0, "a.b", "x")).isZero();
    }

    @Test
    void shouldDropTheOldestAndTellHowMany() {
        // given
        AssertSubscriber<MessageBatch> subscriber = subscribe(terms(0, 1000, BatchTerms.Overflow.DROP_OLDEST), 0);
        for (int i = 0; i < 20; i++) {
            publish(0, "a.b", i + "x".repeat(100));
            turn();
        }

        // when
        subscriber.request(1);
        reader.run();

        // then
        MessageBatch batch = subscriber.getItems().get(0);
        assertThat(batch.missedBefore()).isPositive();
        assertThat(batch.missedBefore() + batch.count()).isEqualTo(20);
        assertThat(payloads(subscriber.getItems())).last().asString().startsWith("19x");
    }

    @Test
    void shouldLetASingleLargeMessageWait() {
        // given
        AssertSubscriber<MessageBatch> subscriber = subscribe(terms(0, 1000, BatchTerms.Overflow.END), 0);

        // when
        publish(0, "a.b", "x".repeat(5000));
        turn();

        // then
        subscriber.request(1);
        reader.run();
        assertThat(payloads(subscriber.getItems())).hasSize(1);
    }

    @Test
    void shouldCompleteAfterSoManyMessages() {
        // given
        AssertSubscriber<MessageBatch> subscriber = subscribe(terms(3, ENOUGH, BatchTerms.Overflow.END), 10);

        // when
        int[] took = new int[5];
        for (int i = 0; i < 5; i++) {
            took[i] = publish(i % 2, "a.b", String.valueOf(i));
        }
        turn();

        // then
        subscriber.assertCompleted();
        assertThat(took).containsExactly(1, 1, 1, 0, 0);
        assertThat(payloads(subscriber.getItems())).containsExactlyInAnyOrder("0", "1", "2");
        assertThat(router.statistics().subscriptions()).isZero();
    }

    @Test
    void shouldUnsubscribeAtOnceWhenCancelled() {
        // given
        AssertSubscriber<MessageBatch> subscriber = subscribe(terms(), 10);
        publish(0, "a.b", "on its way");

        // when
        subscriber.cancel();

        // then
        assertThat(router.statistics().subscriptions()).isZero();
        turn();
        assertThat(subscriber.getItems()).isEmpty();
        subscriber.assertNotTerminated();
    }

    @Test
    void shouldKeepEveryPartOfAMessage() {
        // given
        AssertSubscriber<MessageBatch> subscriber = subscribe(terms(), 10);
        Message message =
                new Message("a.ä", "reply", Headers.of(Map.of("Name", List.of("1", "2"))), new byte[] {0, -1});
        Publication publication = Publication.of(message);

        // when
        router.lane(1).publish(publication, router.lane(1).route(publication), null);
        turn();

        // then
        MessageBatch batch = subscriber.getItems().get(0);
        assertThat(batch.next()).isTrue();
        assertThat(batch.message()).isEqualTo(message);
        assertThat(batch.next()).isFalse();
    }
}
