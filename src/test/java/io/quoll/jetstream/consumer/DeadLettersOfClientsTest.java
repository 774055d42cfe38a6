package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.ConsumerContext;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.JetStreamBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of messages that nobody could deal with, and how an official client has them dealt with after all. */
class DeadLettersOfClientsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(2, "jetstream { }");

    private static void stream(String name, String subjects, RetentionPolicy retention) throws Exception {
        JETSTREAM
                .management()
                .addStream(StreamConfiguration.builder()
                        .name(name)
                        .subjects(subjects)
                        .retentionPolicy(retention)
                        .storageType(StorageType.Memory)
                        .build());
    }

    private static ConsumerContext consumer(String stream, String name, Map<String, String> metadata) throws Exception {
        return JETSTREAM
                .client()
                .getStreamContext(stream)
                .createOrUpdateConsumer(ConsumerConfiguration.builder()
                        .durable(name)
                        .maxDeliver(2)
                        .metadata(metadata)
                        .build());
    }

    private static long messages(String stream) throws Exception {
        return JETSTREAM.management().getStreamInfo(stream).getStreamState().getMsgCount();
    }

    private static String header(Message message, String name) {
        return message.getHeaders().getFirst(name);
    }

    /** Sends a dead letter back to where it came from; sent twice, it is there once. */
    private static void redrive(Message letter) throws Exception {
        String id = header(letter, "Quoll-Dead-Letter-Stream") + " " + header(letter, "Quoll-Dead-Letter-Sequence");
        JETSTREAM
                .streams()
                .publish(
                        header(letter, "Quoll-Dead-Letter-Subject"),
                        letter.getData(),
                        PublishOptions.builder().messageId("again " + id).build());
    }

    @Test
    void shouldBeBrowsedAndSentBackToTheWorkQueueTheyCameFrom() throws Exception {
        // given
        stream("JOBS", "jobs.>", RetentionPolicy.WorkQueue);
        stream("DEADJOBS", "dead.jobs", RetentionPolicy.Limits);
        ConsumerContext worker = consumer("JOBS", "w", Map.of("io.quoll.dead-letter.subject", "dead.jobs"));
        for (int i = 1; i <= 4; i++) {
            JETSTREAM.streams().publish("jobs." + i, ("job " + i).getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 1; i <= 4; i++) {
            Message job = worker.next(SOON);
            if (i == 1) {
                job.ack();
            } else if (i == 2) {
                job.term();
            } else {
                job.nak();
            }
        }
        worker.next(SOON).nak();
        worker.next(SOON).ack();
        Awaitility.await().untilAsserted(() -> {
            assertThat(messages("JOBS")).isZero();
            assertThat(messages("DEADJOBS")).isEqualTo(2);
        });
        MessageInfo seen = JETSTREAM.management().getMessage("DEADJOBS", 1);

        // when
        ConsumerContext operator = consumer("DEADJOBS", "operator", Map.of());
        for (long left = messages("DEADJOBS"); left > 0; left--) {
            Message letter = operator.next(SOON);
            redrive(letter);
            redrive(letter);
            letter.ackSync(SOON);
        }

        // then
        assertThat(seen.getHeaders().getFirst("Quoll-Dead-Letter-Subject")).isEqualTo("jobs.2");
        assertThat(seen.getHeaders().getFirst("Quoll-Dead-Letter-Reason")).isEqualTo("terminated");
        assertThat(messages("JOBS")).isEqualTo(2);
        List<String> done = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Message job = worker.next(SOON);
            done.add(job.getSubject() + ": " + new String(job.getData(), StandardCharsets.UTF_8));
            job.ackSync(SOON);
        }
        assertThat(done).containsExactly("jobs.2: job 2", "jobs.3: job 3");
        assertThat(messages("JOBS")).isZero();
    }
}
