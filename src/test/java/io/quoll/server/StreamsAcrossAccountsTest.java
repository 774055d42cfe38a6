package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.JetStreamBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Consumers of one account's streams by clients of another, which imports the API under a prefix of its own. */
class StreamsAcrossAccountsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(1, """
            jetstream { }
            accounts {
              OWNER: {
                jetstream: enabled
                users: [{user: owner, password: pw}]
                exports: [
                  {service: "$JS.API.>", response_type: stream}
                  {service: "$JS.ACK.>"}
                  {service: "made.>"}
                  {service: "kept.>"}
                  {stream: "_INBOX.>"}
                ]
              }
              GUEST: {
                users: [{user: guest, password: pw}]
                imports: [
                  {service: {account: OWNER, subject: "$JS.API.>"}, to: "owner.api.>"}
                  {service: {account: OWNER, subject: "$JS.ACK.>"}}
                  {service: {account: OWNER, subject: "made.>"}}
                  {service: {account: OWNER, subject: "kept.>"}, to: "owner.api.kept.>"}
                  {stream: {account: OWNER, subject: "_INBOX.>"}}
                ]
              }
            }
            no_auth_user: owner
            """);

    private static final JetStreamOptions OF_OWNER =
            JetStreamOptions.builder().prefix("owner.api").build();

    private static void add(String name, String subject) throws Exception {
        JETSTREAM
                .management()
                .addStream(StreamConfiguration.builder()
                        .name(name)
                        .subjects(subject)
                        .storageType(StorageType.Memory)
                        .build());
    }

    @Test
    void shouldPushToTheOtherAccount() throws Exception {
        // given
        add("PUSHED", "made.pushed");
        JETSTREAM.streams().publish("made.pushed", "by the owner".getBytes(UTF_8));
        try (Connection guest = JETSTREAM.broker().connect("guest", "pw")) {
            guest.jetStream(OF_OWNER).publish("made.pushed", "by the guest".getBytes(UTF_8));

            // when
            JetStreamSubscription subscription = guest.jetStream(OF_OWNER).subscribe("made.pushed");
            Message first = Objects.requireNonNull(subscription.nextMessage(SOON));
            Message second = Objects.requireNonNull(subscription.nextMessage(SOON));

            // then
            assertThat(first.getSubject()).isEqualTo("made.pushed");
            assertThat(first.getData()).isEqualTo("by the owner".getBytes(UTF_8));
            assertThat(second.getData()).isEqualTo("by the guest".getBytes(UTF_8));
        }
    }

    @Test
    void shouldAnswerPullsOfTheOtherAccountAndTakeItsAcknowledgements() throws Exception {
        // given
        add("PULLED", "made.pulled");
        JETSTREAM.streams().publish("made.pulled", "one".getBytes(UTF_8));
        JETSTREAM.streams().publish("made.pulled", "two".getBytes(UTF_8));
        try (Connection guest = JETSTREAM.broker().connect("guest", "pw")) {
            JetStreamSubscription subscription = guest.jetStream(OF_OWNER)
                    .subscribe(
                            "made.pulled",
                            PullSubscribeOptions.builder().durable("d").build());

            // when
            subscription.pull(2);
            Message first = Objects.requireNonNull(subscription.nextMessage(SOON));
            Message second = Objects.requireNonNull(subscription.nextMessage(SOON));

            // then
            assertThat(first.getSubject()).isEqualTo("made.pulled");
            assertThat(first.getData()).isEqualTo("one".getBytes(UTF_8));
            assertThat(second.getData()).isEqualTo("two".getBytes(UTF_8));
            first.ack();
            second.ackSync(SOON);
            Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(JETSTREAM
                            .management()
                            .getConsumerInfo("PULLED", "d")
                            .getNumAckPending())
                    .isZero());
        }
    }

    @Test
    void shouldNotAnswerWhatIsImportedUnderThePrefixOfTheApi() throws Exception {
        // given
        add("KEPT", "kept.>");
        try (Connection guest = JETSTREAM.broker().connect("guest", "pw")) {
            List<PublishAck> acks = new ArrayList<>();

            // when
            for (int i = 0; i < 20; i++) {
                acks.add(guest.jetStream().publish("owner.api.kept.it", "kept".getBytes(UTF_8)));
            }

            // then
            assertThat(acks).extracting(PublishAck::getStream).containsOnly("KEPT");
            assertThat(acks.get(19).getSeqno()).isEqualTo(20);
        }
    }
}
