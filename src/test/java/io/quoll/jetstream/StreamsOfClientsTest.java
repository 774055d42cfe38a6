package io.quoll.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.PurgeOptions;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.quoll.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an official client can do with streams. One broker for all; each test has streams of its own. */
class StreamsOfClientsTest {

    private static TestBroker broker;
    private static Connection client;
    private static JetStream streams;
    private static JetStreamManagement management;

    @BeforeAll
    static void connect() throws Exception {
        broker = TestBroker.start(2, "jetstream { }");
        client = Nats.connect(Options.builder()
                .server(broker.url())
                .connectionTimeout(Duration.ofSeconds(20))
                .build());
        streams = client.jetStream();
        management = client.jetStreamManagement();
    }

    @AfterAll
    static void disconnect() throws Exception {
        client.close();
        broker.close();
    }

    private static StreamInfo add(String name, String... subjects) throws Exception {
        return management.addStream(config(name, subjects).build());
    }

    private static StreamConfiguration.Builder config(String name, String... subjects) {
        return StreamConfiguration.builder()
                .name(name)
                .subjects(subjects)
                .storageType(StorageType.Memory)
                .allowDirect(true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldNumberWhatIsPublished() throws Exception {
        // given
        add("NUMBERS", "numbers.*");

        // when
        PublishAck first = streams.publish("numbers.a", bytes("one"));
        PublishAck second = streams.publish("numbers.b", bytes("two"));

        // then
        assertThat(first.getStream()).isEqualTo("NUMBERS");
        assertThat(first.getSeqno()).isEqualTo(1);
        assertThat(second.getSeqno()).isEqualTo(2);
        assertThat(management.getMessage("NUMBERS", 1).getData()).isEqualTo(bytes("one"));
        assertThat(management.getLastMessage("NUMBERS", "numbers.b").getSeq()).isEqualTo(2);
    }

    @Test
    void shouldAnswerEveryOneOfMany() throws Exception {
        // given
        add("MANY", "many");
        List<CompletableFuture<PublishAck>> acks = new ArrayList<>();

        // when
        for (int i = 0; i < 5_000; i++) {
            acks.add(streams.publishAsync("many", bytes("message " + i)));
        }
        CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

        // then
        StreamInfo info = management.getStreamInfo("MANY", StreamInfoOptions.allSubjects());
        assertThat(info.getStreamState().getMsgCount()).isEqualTo(5_000);
        assertThat(info.getStreamState().getSubjectMap()).containsEntry("many", 5_000L);
        assertThat(acks.get(4_999).get().getSeqno()).isEqualTo(5_000);
    }

    @Test
    void shouldStoreAMessageOnce() throws Exception {
        // given
        add("ONCE", "once");
        PublishOptions options = PublishOptions.builder().messageId("id-1").build();
        streams.publish("once", bytes("first"), options);

        // when
        PublishAck again = streams.publish("once", bytes("again"), options);

        // then
        assertThat(again.isDuplicate()).isTrue();
        assertThat(again.getSeqno()).isEqualTo(1);
        assertThat(management.getStreamInfo("ONCE").getStreamState().getMsgCount())
                .isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatDoesNotFollowWhatIsExpected() throws Exception {
        // given
        add("EXPECT", "expect.>");
        streams.publish("expect.a", bytes("x"));
        PublishOptions wrong = PublishOptions.builder().expectedLastSequence(7).build();

        // when, then
        assertThatThrownBy(() -> streams.publish("expect.a", bytes("y"), wrong))
                .isInstanceOfSatisfying(JetStreamApiException.class, e -> assertThat(e.getApiErrorCode())
                        .isEqualTo(10071));
        assertThatThrownBy(() -> streams.publish(
                        "expect.a",
                        bytes("y"),
                        PublishOptions.builder().expectedStream("OTHER").build()))
                .isInstanceOfSatisfying(JetStreamApiException.class, e -> assertThat(e.getApiErrorCode())
                        .isEqualTo(10060));
    }

    @Test
    void shouldKeepAsManyAsAreAllowed() throws Exception {
        // given
        management.addStream(config("LIMITS", "limits.*")
                .maxMessages(3)
                .maxMessagesPerSubject(2)
                .build());

        // when
        for (String subject : List.of("a", "a", "a", "b", "c")) {
            streams.publish("limits." + subject, bytes("x"));
        }

        // then
        StreamInfo info = management.getStreamInfo("LIMITS", StreamInfoOptions.allSubjects());
        assertThat(info.getStreamState().getMsgCount()).isEqualTo(3);
        assertThat(info.getStreamState().getFirstSequence()).isEqualTo(3);
        assertThat(info.getStreamState().getSubjectMap())
                .containsEntry("limits.a", 1L)
                .containsEntry("limits.b", 1L);
    }

    @Test
    void shouldRefuseTheNewWhereTheOldAreToStay() throws Exception {
        // given
        management.addStream(config("FULL", "full")
                .maxMessages(1)
                .discardPolicy(DiscardPolicy.New)
                .build());
        streams.publish("full", bytes("x"));

        // when, then
        assertThatThrownBy(() -> streams.publish("full", bytes("y")))
                .hasMessageContaining("maximum messages exceeded")
                .isInstanceOfSatisfying(JetStreamApiException.class, e -> assertThat(e.getApiErrorCode())
                        .isEqualTo(10077));
    }

    @Test
    void shouldPurgeBySubject() throws Exception {
        // given
        add("PURGE", "purge.*");
        for (String subject : List.of("a", "b", "a", "b", "a")) {
            streams.publish("purge." + subject, bytes("x"));
        }

        // when
        long purged = management
                .purgeStream(
                        "PURGE",
                        PurgeOptions.builder().subject("purge.a").keep(1).build())
                .getPurged();

        // then
        assertThat(purged).isEqualTo(2);
        assertThat(management.getStreamInfo("PURGE").getStreamState().getMsgCount())
                .isEqualTo(3);
        assertThat(management.getStreamInfo("PURGE").getStreamState().getFirstSequence())
                .isEqualTo(2);
    }

    @Test
    void shouldRollUpASubject() throws Exception {
        // given
        management.addStream(config("ROLLUP", "rollup.*").allowRollup(true).build());
        streams.publish("rollup.a", bytes("1"));
        streams.publish("rollup.b", bytes("2"));
        Headers headers = new Headers().add("Nats-Rollup", "sub");

        // when
        streams.publish(NatsMessage.builder()
                .subject("rollup.a")
                .headers(headers)
                .data("3")
                .build());

        // then
        StreamInfo info = management.getStreamInfo("ROLLUP", StreamInfoOptions.allSubjects());
        assertThat(info.getStreamState().getSubjectMap())
                .containsEntry("rollup.a", 1L)
                .containsEntry("rollup.b", 1L);
    }

    @Test
    void shouldLetNoTwoStreamsShareASubject() throws Exception {
        // given
        add("MINE", "shared.>");

        // when, then
        assertThatThrownBy(() -> add("YOURS", "shared.x"))
                .isInstanceOfSatisfying(JetStreamApiException.class, e -> assertThat(e.getApiErrorCode())
                        .isEqualTo(10065));
    }

    @Test
    void shouldTakeNothingForADeletedStream() throws Exception {
        // given
        add("GONE", "gone");
        management.deleteStream("GONE");

        // when, then
        assertThatThrownBy(() -> streams.publish("gone", bytes("x"))).hasMessageContaining("503");
        assertThat(management.getStreamNames()).doesNotContain("GONE");
    }
}
