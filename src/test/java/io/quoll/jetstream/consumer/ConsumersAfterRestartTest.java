package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A consumer of a stream in files goes on where it stood. */
class ConsumersAfterRestartTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static TestBroker start(Path directory) {
        return TestBroker.start(1, "jetstream { store_dir: '" + directory + "' }");
    }

    @Test
    void shouldGoOnWhereItStood(@TempDir Path directory) throws Exception {
        // given
        try (TestBroker broker = start(directory);
                Connection client = Nats.connect(broker.url())) {
            client.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("S")
                            .subjects("s.>")
                            .retentionPolicy(RetentionPolicy.WorkQueue)
                            .storageType(StorageType.File)
                            .build());
            for (int i = 1; i <= 10; i++) {
                client.jetStream().publish("s.a", Integer.toString(i).getBytes(StandardCharsets.UTF_8));
            }
            ConsumerContext consumer = client.getStreamContext("S")
                    .createOrUpdateConsumer(ConsumerConfiguration.builder()
                            .durable("d")
                            .ackWait(Duration.ofSeconds(2))
                            .build());
            for (int i = 1; i <= 6; i++) {
                Message message = consumer.next(SOON);
                if (i % 2 == 0) {
                    message.ackSync(SOON);
                }
            }
        }

        // when
        List<String> got = new ArrayList<>();
        ConsumerInfo info;
        try (TestBroker broker = start(directory);
                Connection client = Nats.connect(broker.url())) {
            JetStreamManagement management = client.jetStreamManagement();
            info = management.getConsumerInfo("S", "d");
            ConsumerContext consumer = client.getConsumerContext("S", "d");
            while (got.size() < 7) {
                Message message = consumer.next(SOON);
                got.add(new String(message.getData(), StandardCharsets.UTF_8));
                message.ackSync(SOON);
            }

            // then
            assertThat(management.getStreamInfo("S").getStreamState().getMsgCount())
                    .isZero();
        }
        assertThat(info.getNumAckPending()).isEqualTo(3);
        assertThat(info.getDelivered().getStreamSequence()).isEqualTo(6);
        assertThat(info.getNumPending()).isEqualTo(4);
        assertThat(got).containsExactlyInAnyOrder("1", "3", "5", "7", "8", "9", "10");
    }
}
