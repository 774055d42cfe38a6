package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStreamSubscription;
import io.nats.client.KeyValue;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.StreamContext;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.JetStreamBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an official client can do with consumers. One broker for all; each test has streams of its own. */
class ConsumersOfClientsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration NOT_LONG = Duration.ofMillis(300);

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(2, "jetstream { }");

    private static void add(String name, RetentionPolicy retention) throws Exception {
        JETSTREAM
                .management()
                .addStream(StreamConfiguration.builder()
                        .name(name)
                        .subjects(name.toLowerCase(Locale.ROOT) + ".>")
                        .retentionPolicy(retention)
                        .storageType(StorageType.Memory)
                        .build());
    }

    private static void publish(String subject, int from, int to) throws Exception {
        for (int i = from; i <= to; i++) {
            JETSTREAM.streams().publish(subject, Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static ConsumerContext durable(String stream, ConsumerConfiguration.Builder config) throws Exception {
        StreamContext context = JETSTREAM.client().getStreamContext(stream);
        return context.createOrUpdateConsumer(config.durable("d").build());
    }

    private static String text(Message message) {
        return new String(message.getData(), StandardCharsets.UTF_8);
    }

    private static long messages(String stream) throws Exception {
        return JETSTREAM.management().getStreamInfo(stream).getStreamState().getMsgCount();
    }

    @Test
    void shouldDeliverWhatIsPulledInOrder() throws Exception {
        // given
        add("PULL", RetentionPolicy.Limits);
        publish("pull.a", 1, 50);
        JetStreamSubscription subscription = JETSTREAM
                .streams()
                .subscribe("pull.a", PullSubscribeOptions.builder().durable("d").build());

        // when
        List<Message> got = subscription.fetch(50, SOON);

        // then
        assertThat(got)
                .extracting(ConsumersOfClientsTest::text)
                .hasSize(50)
                .startsWith("1", "2")
                .endsWith("50");
        assertThat(got.get(9).metaData().pendingCount()).isEqualTo(40);
        got.forEach(Message::ack);
        Awaitility.await().untilAsserted(() -> {
            ConsumerInfo info = JETSTREAM.management().getConsumerInfo("PULL", "d");
            assertThat(info.getNumAckPending()).isZero();
            assertThat(info.getAckFloor().getStreamSequence()).isEqualTo(50);
        });
    }

    @Test
    void shouldDeliverAgainWhatIsNotAcknowledged() throws Exception {
        // given
        add("AGAIN", RetentionPolicy.Limits);
        publish("again.a", 1, 3);
        ConsumerContext consumer =
                durable("AGAIN", ConsumerConfiguration.builder().ackWait(NOT_LONG));
        Message first = consumer.next(SOON);
        consumer.next(SOON).ackSync(SOON);
        Message third = consumer.next(SOON);

        // when
        third.nak();
        Message afterNak = consumer.next(SOON);
        Message afterWait = consumer.next(SOON);

        // then
        assertThat(text(afterNak)).isEqualTo("3");
        assertThat(afterNak.metaData().deliveredCount()).isEqualTo(2);
        assertThat(text(afterWait)).isEqualTo(text(first));
        assertThat(consumer.getConsumerInfo().getRedelivered()).isEqualTo(2);
    }

    @Test
    void shouldGiveUpAfterTheLastDelivery() throws Exception {
        // given
        add("LAST", RetentionPolicy.Limits);
        publish("last.a", 1, 2);
        Subscription advisories = JETSTREAM.client().subscribe("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.LAST.d");
        ConsumerContext consumer =
                durable("LAST", ConsumerConfiguration.builder().maxDeliver(2).ackWait(NOT_LONG));
        consumer.next(SOON);
        consumer.next(SOON).term();

        // when
        Message again = consumer.next(SOON);
        Message told = advisories.nextMessage(SOON);

        // then
        assertThat(text(again)).isEqualTo("1");
        assertThat(text(told)).contains("\"stream_seq\":1", "\"deliveries\":2");
        assertThat(consumer.next(NOT_LONG.multipliedBy(4))).isNull();
    }

    @Test
    void shouldRemoveFromAWorkQueueWhatIsDone() throws Exception {
        // given
        add("QUEUE", RetentionPolicy.WorkQueue);
        publish("queue.a", 1, 20);
        ConsumerContext consumer = durable("QUEUE", ConsumerConfiguration.builder());

        // when
        for (int i = 0; i < 15; i++) {
            consumer.next(SOON).ackSync(SOON);
        }

        // then
        assertThat(messages("QUEUE")).isEqualTo(5);
        assertThat(consumer.getConsumerInfo().getNumPending()).isEqualTo(5);
    }

    @Test
    void shouldKeepAMessageUntilAllWhoAreInterestedAreDone() throws Exception {
        // given
        add("INTEREST", RetentionPolicy.Interest);
        StreamContext context = JETSTREAM.client().getStreamContext("INTEREST");
        ConsumerContext one = context.createOrUpdateConsumer(
                ConsumerConfiguration.builder().durable("one").build());
        ConsumerContext two = context.createOrUpdateConsumer(ConsumerConfiguration.builder()
                .durable("two")
                .filterSubject("interest.b")
                .build());
        publish("interest.a", 1, 1);
        publish("interest.b", 2, 2);

        // when
        one.next(SOON).ackSync(SOON);
        one.next(SOON).ackSync(SOON);

        // then
        assertThat(messages("INTEREST")).isEqualTo(1);
        two.next(SOON).ackSync(SOON);
        assertThat(messages("INTEREST")).isZero();
        assertThat(context.deleteConsumer("one")).isTrue();
        publish("interest.a", 3, 3);
        assertThat(messages("INTEREST")).isZero();
    }

    @Test
    void shouldLetNoMoreBeUnderwayThanMay() throws Exception {
        // given
        add("FULL", RetentionPolicy.Limits);
        publish("full.a", 1, 10);
        ConsumerContext consumer =
                durable("FULL", ConsumerConfiguration.builder().maxAckPending(3));
        List<Message> got = new ArrayList<>();

        // when
        AtomicInteger count = new AtomicInteger();
        MessageConsumer consuming = consumer.consume(message -> {
            got.add(message);
            count.incrementAndGet();
        });
        Awaitility.await().until(() -> count.get() == 3);
        got.get(0).ackSync(SOON);

        // then
        Awaitility.await().until(() -> count.get() == 4);
        assertThat(consumer.getConsumerInfo().getNumAckPending()).isEqualTo(3);
        consuming.close();
    }

    @Test
    void shouldPushToMembersOfAGroup() throws Exception {
        // given
        add("PUSH", RetentionPolicy.Limits);
        PushSubscribeOptions options = PushSubscribeOptions.builder()
                .durable("d")
                .deliverGroup("workers")
                .build();
        JetStreamSubscription one = JETSTREAM.streams().subscribe("push.a", "workers", options);
        JetStreamSubscription two = JETSTREAM.streams().subscribe("push.a", "workers", options);

        // when
        publish("push.a", 1, 40);
        int got = 0;
        while (got < 40) {
            Message message = one.nextMessage(Duration.ofMillis(20));
            Message other = two.nextMessage(Duration.ofMillis(20));
            got += (message == null ? 0 : 1) + (other == null ? 0 : 1);
        }

        // then
        assertThat(JETSTREAM.management().getConsumerInfo("PUSH", "d").isPushBound())
                .isTrue();
        assertThat(one.nextMessage(NOT_LONG)).isNull();
        one.unsubscribe();
        two.unsubscribe();
        publish("push.a", 41, 45);
        assertThat(JETSTREAM.management().getConsumerInfo("PUSH", "d").getNumPending())
                .isEqualTo(5);
    }

    @Test
    void shouldDeliverManyInOrderWithFlowControl() throws Exception {
        // given
        add("FLOW", RetentionPolicy.Limits);
        byte[] payload = new byte[4_096];
        int count = 2_000;
        for (int i = 0; i < count; i++) {
            JETSTREAM.streams().publishAsync("flow.a", payload);
        }
        Awaitility.await().until(() -> messages("FLOW") == count);

        // when
        JetStreamSubscription subscription = JETSTREAM
                .streams()
                .subscribe(
                        "flow.a", PushSubscribeOptions.builder().ordered(true).build());
        long last = 0;
        while (last < count) {
            Message message = subscription.nextMessage(SOON);
            assertThat(message.metaData().streamSequence()).isEqualTo(last + 1);
            last++;
        }

        // then
        assertThat(subscription.nextMessage(Duration.ofMillis(10))).isNull();
        subscription.unsubscribe();
    }

    @Test
    void shouldDeliverTheLastOfEachSubject() throws Exception {
        // given
        add("LATEST", RetentionPolicy.Limits);
        publish("latest.a", 1, 3);
        publish("latest.b", 4, 6);
        publish("latest.a", 7, 8);
        ConsumerContext consumer = durable(
                "LATEST",
                ConsumerConfiguration.builder()
                        .deliverPolicy(DeliverPolicy.LastPerSubject)
                        .filterSubject("latest.>"));

        // when
        List<String> got = new ArrayList<>();
        got.add(text(consumer.next(SOON)));
        got.add(text(consumer.next(SOON)));
        publish("latest.b", 9, 9);
        got.add(text(consumer.next(SOON)));

        // then
        assertThat(got).containsExactly("6", "8", "9");
    }

    @Test
    void shouldBeginWhereItIsTold() throws Exception {
        // given
        add("START", RetentionPolicy.Limits);
        publish("start.a", 1, 5);
        publish("start.b", 6, 6);
        ConsumerConfiguration.Builder none =
                ConsumerConfiguration.builder().ackPolicy(AckPolicy.None).filterSubject("start.a");
        StreamContext context = JETSTREAM.client().getStreamContext("START");

        // when
        Message last = context.createOrUpdateConsumer(
                        none.deliverPolicy(DeliverPolicy.Last).build())
                .next(SOON);
        Message fourth = context.createOrUpdateConsumer(none.deliverPolicy(DeliverPolicy.ByStartSequence)
                        .startSequence(4)
                        .build())
                .next(SOON);

        // then
        assertThat(text(last)).isEqualTo("5");
        assertThat(text(fourth)).isEqualTo("4");
        assertThat(fourth.metaData().pendingCount()).isEqualTo(1);
    }

    @Test
    void shouldWaitWhilePaused() throws Exception {
        // given
        add("PAUSE", RetentionPolicy.Limits);
        publish("pause.a", 1, 1);
        ConsumerContext consumer = durable("PAUSE", ConsumerConfiguration.builder());
        JETSTREAM
                .management()
                .pauseConsumer("PAUSE", "d", ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(5));

        // when
        Message whilePaused = consumer.next(Duration.ofSeconds(1));
        boolean paused = consumer.getConsumerInfo().getPaused();
        JETSTREAM.management().resumeConsumer("PAUSE", "d");

        // then
        assertThat(whilePaused).isNull();
        assertThat(paused).isTrue();
        assertThat(text(consumer.next(SOON))).isEqualTo("1");
    }

    @Test
    void shouldForgetWhoIsNoLongerThere() throws Exception {
        // given
        add("GONE", RetentionPolicy.Limits);
        StreamContext context = JETSTREAM.client().getStreamContext("GONE");

        // when
        context.createOrUpdateConsumer(ConsumerConfiguration.builder()
                .name("short")
                .inactiveThreshold(NOT_LONG)
                .build());

        // then
        assertThat(context.getConsumerNames()).contains("short");
        Awaitility.await().until(() -> context.getConsumerNames().isEmpty());
    }

    @Test
    void shouldEndAPullAtItsBytes() throws Exception {
        // given
        add("BYTES", RetentionPolicy.Limits);
        for (int i = 0; i < 10; i++) {
            JETSTREAM.streams().publish("bytes.a", new byte[1_000]);
        }
        ConsumerContext consumer = durable("BYTES", ConsumerConfiguration.builder());

        // when
        int got = 0;
        FetchConsumer fetch = consumer.fetch(
                FetchConsumeOptions.builder().max(3_500, 10).expiresIn(2_000).build());
        while (fetch.nextMessage() != null) {
            got++;
        }

        // then
        assertThat(got).isEqualTo(3);
    }

    @Test
    void shouldSendHeadersOnly() throws Exception {
        // given
        add("HEADERS", RetentionPolicy.Limits);
        JETSTREAM.streams().publish("headers.a", new byte[123]);

        // when
        Message message = durable("HEADERS", ConsumerConfiguration.builder().headersOnly(true))
                .next(SOON);

        // then
        assertThat(message.getData()).isEmpty();
        assertThat(message.getHeaders().getFirst("Nats-Msg-Size")).isEqualTo("123");
    }

    @Test
    void shouldFollowABucket() throws Exception {
        // given
        JETSTREAM
                .client()
                .keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name("bucket")
                        .storageType(StorageType.Memory)
                        .build());
        KeyValue bucket = JETSTREAM.client().keyValue("bucket");
        bucket.put("a", "1");
        bucket.put("a", "2");
        bucket.put("b", "3");

        // when
        List<String> keys = bucket.keys();

        // then
        assertThat(keys).containsExactlyInAnyOrder("a", "b");
        assertThat(bucket.get("a").getValueAsString()).isEqualTo("2");
    }
}
