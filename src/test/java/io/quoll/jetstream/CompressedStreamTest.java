package io.quoll.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.JetStreamBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients see of a stream most of which is compressed: nothing. */
class CompressedStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MESSAGES = 10_000;
    private static final String TEXT = "{\"device\":\"a-thermometer\",\"unit\":\"celsius\",\"value\":21.5}".repeat(32);

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(1, "jetstream { durability: interval }");

    private static final Snapshots SNAPSHOTS = new Snapshots(JETSTREAM);

    private static byte[] payload(int number) {
        return (number + TEXT).getBytes(UTF_8);
    }

    private static long bytesOnDisk() {
        try (Stream<Path> files = Files.walk(JETSTREAM.broker().directory())) {
            return files.filter(file -> file.toString().endsWith(".dat"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldBeReadAsAnyOther() throws Exception {
        // given
        Connection client = JETSTREAM.client();
        JETSTREAM
                .management()
                .addStream(StreamConfiguration.builder()
                        .name("SMALL")
                        .subjects("small.>")
                        .storageType(StorageType.File)
                        .compressionOption(CompressionOption.S2)
                        .allowDirect(true)
                        .build());

        // when
        for (int i = 1; i <= MESSAGES; i++) {
            client.publish("small." + i % 7, payload(i));
        }
        client.flush(PATIENCE);

        // then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bytesOnDisk())
                .isBetween(1_000_000L, MESSAGES * (long) TEXT.length() * 2 / 3));
        for (int i = 1; i <= MESSAGES; i += 499) {
            MessageInfo found = JETSTREAM.management().getMessage("SMALL", i);
            assertThat(found.getData()).isEqualTo(payload(i));
        }
        assertThat(JETSTREAM.management().getFirstMessage("SMALL", "small.3").getSeq())
                .isEqualTo(3);
        JetStreamSubscription ordered = JETSTREAM
                .streams()
                .subscribe(
                        "small.>", PushSubscribeOptions.builder().ordered(true).build());
        for (int i = 1; i <= MESSAGES; i++) {
            Message next = ordered.nextMessage(PATIENCE);
            assertThat(next.metaData().streamSequence()).isEqualTo(i);
            assertThat(next.getData()).isEqualTo(payload(i));
        }
        ordered.unsubscribe();
        assertThat(JETSTREAM.management().deleteMessage("SMALL", 10, true)).isTrue();
        assertThatThrownBy(() -> JETSTREAM.management().getMessage("SMALL", 10))
                .isInstanceOf(JetStreamApiException.class);
        List<byte[]> chunks = SNAPSHOTS.take("SMALL", 0, 0);
        JETSTREAM.management().deleteStream("SMALL");
        String config =
                "{'name':'SMALL','subjects':['small.>'],'storage':'file','compression':'s2','allow_direct':true}";
        assertThat(SNAPSHOTS.bring(SNAPSHOTS.deliverSubject("SMALL", config), chunks))
                .contains("\"last_seq\":" + MESSAGES);
        for (int i = 11; i <= MESSAGES; i += 499) {
            assertThat(JETSTREAM.management().getMessage("SMALL", i).getData()).isEqualTo(payload(i));
        }
    }
}
