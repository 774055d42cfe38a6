package io.quoll.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.JetStreamApiException;
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
import io.quoll.testkit.JetStreamBroker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an official client can do with streams. One broker for all; each test has streams of its own. */
class StreamsOfClientsTest {

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(2, "jetstream { }");

    private static StreamInfo add(String name, String... subjects) throws Exception {
        return JETSTREAM.management().addStream(config(name, subjects).build());
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
        PublishAck first = JETSTREAM.streams().publish("numbers.a", bytes("one"));
        PublishAck second = JETSTREAM.streams().publish("numbers.b", bytes("two"));

        // then
        assertThat(first.getStream()).isEqualTo("NUMBERS");
        assertThat(first.getSeqno()).isEqualTo(1);
        assertThat(second.getSeqno()).isEqualTo(2);
        assertThat(JETSTREAM.management().getMessage("NUMBERS", 1).getData()).isEqualTo(bytes("one"));
        assertThat(JETSTREAM.management().getLastMessage("NUMBERS", "numbers.b").getSeq())
                .isEqualTo(2);
    }

    @Test
    void shouldAnswerEveryOneOfMany() throws Exception {
        // given
        add("MANY", "many");
        List<CompletableFuture<PublishAck>> acks = new ArrayList<>();

        // when
        for (int i = 0; i < 5_000; i++) {
            acks.add(JETSTREAM.streams().publishAsync("many", bytes("message " + i)));
        }
        CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

        // then
        StreamInfo info = JETSTREAM.management().getStreamInfo("MANY", StreamInfoOptions.allSubjects());
        assertThat(info.getStreamState().getMsgCount()).isEqualTo(5_000);
        assertThat(info.getStreamState().getSubjectMap()).containsEntry("many", 5_000L);
        assertThat(acks.get(4_999).get().getSeqno()).isEqualTo(5_000);
    }

    @Test
    void shouldStoreAMessageOnce() throws Exception {
        // given
        add("ONCE", "once");
        PublishOptions options = PublishOptions.builder().messageId("id-1").build();
        JETSTREAM.streams().publish("once", bytes("first"), options);

        // when
        PublishAck again = JETSTREAM.streams().publish("once", bytes("again"), options);

        // then
        assertThat(again.isDuplicate()).isTrue();
        assertThat(again.getSeqno()).isEqualTo(1);
        assertThat(JETSTREAM.management().getStreamInfo("ONCE").getStreamState().getMsgCount())
                .isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatDoesNotFollowWhatIsExpected() throws Exception {
        // given
        add("EXPECT", "expect.>");
        JETSTREAM.streams().publish("expect.a", bytes("x"));
        PublishOptions wrong = PublishOptions.builder().expectedLastSequence(7).build();

        // when, then
        assertThatThrownBy(() -> JETSTREAM.streams().publish("expect.a", bytes("y"), wrong))
                .isInstanceOfSatisfying(JetStreamApiException.class, e -> assertThat(e.getApiErrorCode())
                        .isEqualTo(10071));
        assertThatThrownBy(() -> JETSTREAM
                        .streams()
                        .publish(
                                "expect.a",
                                bytes("y"),
                                PublishOptions.builder().expectedStream("OTHER").build()))
                .isInstanceOfSatisfying(JetStreamApiException.class, e -> assertThat(e.getApiErrorCode())
                        .isEqualTo(10060));
    }

    @Test
    void shouldKeepAsManyAsAreAllowed() throws Exception {
        // given
        JETSTREAM
                .management()
                .addStream(config("LIMITS", "limits.*")
                        .maxMessages(3)
                        .maxMessagesPerSubject(2)
                        .build());

        // when
        for (String subject : List.of("a", "a", "a", "b", "c")) {
            JETSTREAM.streams().publish("limits." + subject, bytes("x"));
        }

        // then
        StreamInfo info = JETSTREAM.management().getStreamInfo("LIMITS", StreamInfoOptions.allSubjects());
        assertThat(info.getStreamState().getMsgCount()).isEqualTo(3);
        assertThat(info.getStreamState().getFirstSequence()).isEqualTo(3);
        assertThat(info.getStreamState().getSubjectMap())
                .containsEntry("limits.a", 1L)
                .containsEntry("limits.b", 1L);
    }

    @Test
    void shouldRefuseTheNewWhereTheOldAreToStay() throws Exception {
        // given
        JETSTREAM
                .management()
                .addStream(config("FULL", "full")
                        .maxMessages(1)
                        .discardPolicy(DiscardPolicy.New)
                        .build());
        JETSTREAM.streams().publish("full", bytes("x"));

        // when, then
        assertThatThrownBy(() -> JETSTREAM.streams().publish("full", bytes("y")))
                .hasMessageContaining("maximum messages exceeded")
                .isInstanceOfSatisfying(JetStreamApiException.class, e -> assertThat(e.getApiErrorCode())
                        .isEqualTo(10077));
    }

    @Test
    void shouldPurgeBySubject() throws Exception {
        // given
        add("PURGE", "purge.*");
        for (String subject : List.of("a", "b", "a", "b", "a")) {
            JETSTREAM.streams().publish("purge." + subject, bytes("x"));
        }

        // when
        long purged = JETSTREAM
                .management()
                .purgeStream(
                        "PURGE",
                        PurgeOptions.builder().subject("purge.a").keep(1).build())
                .getPurged();

        // then
        assertThat(purged).isEqualTo(2);
        assertThat(JETSTREAM
                        .management()
                        .getStreamInfo("PURGE")
                        .getStreamState()
                        .getMsgCount())
                .isEqualTo(3);
        assertThat(JETSTREAM
                        .management()
                        .getStreamInfo("PURGE")
                        .getStreamState()
                        .getFirstSequence())
                .isEqualTo(2);
    }

    @Test
    void shouldRollUpASubject() throws Exception {
        // given
        JETSTREAM
                .management()
                .addStream(config("ROLLUP", "rollup.*").allowRollup(true).build());
        JETSTREAM.streams().publish("rollup.a", bytes("1"));
        JETSTREAM.streams().publish("rollup.b", bytes("2"));
        Headers headers = new Headers().add("Nats-Rollup", "sub");

        // when
        JETSTREAM
                .streams()
                .publish(NatsMessage.builder()
                        .subject("rollup.a")
                        .headers(headers)
                        .data("3")
                        .build());

        // then
        StreamInfo info = JETSTREAM.management().getStreamInfo("ROLLUP", StreamInfoOptions.allSubjects());
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
        JETSTREAM.management().deleteStream("GONE");

        // when, then
        assertThatThrownBy(() -> JETSTREAM.streams().publish("gone", bytes("x")))
                .hasMessageContaining("503");
        assertThat(JETSTREAM.management().getStreamNames()).doesNotContain("GONE");
    }
}
