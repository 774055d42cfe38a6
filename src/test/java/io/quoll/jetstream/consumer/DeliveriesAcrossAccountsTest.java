package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamOptions;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A stream of one account, used from another that imports its requests, its subjects and its deliveries. */
class DeliveriesAcrossAccountsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ACCOUNTS = """
            jetstream { }
            accounts {
              OWNER {
                jetstream: enabled
                users: [ { user: owner, password: o } ]
                exports: [ { service: "$JS.API.>" }, { service: "orders.>" }, { stream: "_INBOX.>" } ]
              }
              GUEST {
                users: [ { user: guest, password: g } ]
                imports: [
                  { service: { account: OWNER, subject: "$JS.API.>" }, to: "owner.api.>" }
                  { service: { account: OWNER, subject: "orders.>" } }
                  { stream: { account: OWNER, subject: "_INBOX.>" } }
                ]
              }
            }
            """;

    @Test
    void shouldReachWhoImportsWhereTheyArePushedTo() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(2, ACCOUNTS);
                Connection owner = broker.connect("owner", "o");
                Connection guest = broker.connect("guest", "g")) {
            owner.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("ORDERS")
                            .subjects("orders.>")
                            .storageType(StorageType.Memory)
                            .build());
            JetStream streams = guest.jetStream(
                    JetStreamOptions.builder().prefix("owner.api").build());
            streams.publish("orders.1", "12 pieces".getBytes(StandardCharsets.UTF_8));

            // when
            JetStreamSubscription subscription = streams.subscribe("orders.1");
            Message order = subscription.nextMessage(SOON);

            // then
            assertThat(order).isNotNull();
            assertThat(order.getSubject()).isEqualTo("orders.1");
            assertThat(order.getData()).asString(StandardCharsets.UTF_8).isEqualTo("12 pieces");
            assertThat(order.metaData().streamSequence()).isEqualTo(1);
        }
    }
}
