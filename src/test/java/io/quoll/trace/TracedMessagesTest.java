package io.quoll.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.PublishOptions;
import io.nats.client.api.StorageType;
import io.quoll.testkit.CollectedSpan;
import io.quoll.testkit.Orders;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.TestBroker;
import io.quoll.testkit.TraceCollector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a collector hears of messages on their way through a broker; it has heard all when the broker has ended. */
class TracedMessagesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PRODUCER = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + PRODUCER + "-01";
    private static final String NOT_SAMPLED = "00-" + TRACE + "-" + PRODUCER + "-00";

    @RegisterExtension
    final TraceCollector collector = TraceCollector.start();

    private TestBroker serve(String more) {
        return TestBroker.start(
                1, "jetstream: true\ntracing: true\ntracing_endpoint: '" + collector.url() + "'\n" + more);
    }

    private static String block(String traceParent) {
        return "NATS/1.0\r\ntraceparent: " + traceParent + "\r\nOther:  kept as it is\r\n\r\n";
    }

    private static String hpub(String subject, String block, String payload) {
        return "HPUB " + subject + " " + block.length() + " " + (block.length() + payload.length()) + "\r\n" + block
                + payload + "\r\n";
    }

    private static String hmsg(String subject, String sid, String block, String payload) {
        return "HMSG " + subject + " " + sid + " " + block.length() + " " + (block.length() + payload.length()) + "\r\n"
                + block + payload + "\r\n";
    }

    @Test
    void shouldFollowAMessageFromItsPublisherToItsAcknowledgement() throws Exception {
        // given
        try (TestBroker broker = serve("");
                Connection client = broker.client()) {
            Orders orders = Orders.on(client, StorageType.Memory);

            // when
            orders.streams().publish(Orders.order(SAMPLED));
            orders.fetchAndAcknowledge();
        }

        // then
        CollectedSpan publish = collector.spansNamed("publish").stream()
                .filter(span -> span.traceId().equals(TRACE))
                .findFirst()
                .orElseThrow();
        CollectedSpan store = collector.only("store ORDERS");
        CollectedSpan deliver = collector.only("deliver ORDERS");
        CollectedSpan ack = collector.only("ack ORDERS");
        assertThat(List.of(store, deliver, ack))
                .extracting(CollectedSpan::traceId)
                .containsOnly(TRACE);
        assertThat(publish.parentId()).isEqualTo(PRODUCER);
        assertThat(store.parentId()).isEqualTo(publish.spanId());
        assertThat(deliver.parentId()).isEqualTo(store.spanId());
        assertThat(ack.parentId()).isEqualTo(deliver.spanId());
        assertThat(publish.attributes())
                .containsEntry("messaging.system", "nats")
                .containsEntry("messaging.operation.name", "publish")
                .containsEntry("messaging.operation.type", "send")
                .containsEntry("messaging.destination.name", "orders.new")
                .containsEntry("messaging.message.body.size", 9L)
                .containsEntry("quoll.receivers", 1L);
        assertThat(deliver.attributes())
                .containsEntry("messaging.consumer.group.name", "worker")
                .containsEntry("quoll.stream", "ORDERS")
                .containsEntry("quoll.sequence", 1L)
                .containsEntry("quoll.deliveries", 1L);
        assertThat(ack.attributes()).containsEntry("messaging.operation.type", "settle");
        assertThat(publish.resource())
                .containsEntry("service.name", "quoll")
                .containsKeys("service.version", "service.instance.id");
    }

    @Test
    void shouldFollowAMessageThatSaysNothingOfATrace() throws Exception {
        // given
        try (TestBroker broker = serve("");
                Connection client = broker.client()) {
            Orders orders = Orders.on(client, StorageType.Memory);

            // when
            orders.streams().publish("orders.new", "12 pieces".getBytes(UTF_8));
            orders.fetchAndAcknowledge();
        }

        // then
        CollectedSpan store = collector.only("store ORDERS");
        assertThat(collector.spansNamed("publish"))
                .anyMatch(span -> span.spanId().equals(store.parentId())
                        && span.parentId().isEmpty());
        assertThat(collector.only("ack ORDERS").traceId()).isEqualTo(store.traceId());
    }

    @Test
    void shouldFollowWhatIsDeliveredToClientsAndLeaveHeadersAsTheyAre() throws Exception {
        // given
        String block = block(SAMPLED);
        try (TestBroker broker = serve("tracing_sampling: 0");
                RawClient client = broker.connect(RawClient.USUAL)) {
            client.send("SUB greet 1\r\nSUB greet 2\r\n");

            // when
            client.send(hpub("greet", block, "hello"));

            // then
            client.expect(hmsg("greet", "1", block, "hello") + hmsg("greet", "2", block, "hello"));
        }
        CollectedSpan publish = collector.only("publish");
        CollectedSpan deliver = collector.only("deliver");
        assertThat(publish.parentId()).isEqualTo(PRODUCER);
        assertThat(deliver.parentId()).isEqualTo(publish.spanId());
        assertThat(deliver.attributes()).containsEntry("quoll.receivers", 2L);
    }

    @Test
    void shouldTellOfAMessageThatAStreamRefuses() throws Exception {
        // given
        try (TestBroker broker = serve("");
                Connection client = broker.client()) {
            Orders orders = Orders.on(client, StorageType.Memory);
            PublishOptions wrong =
                    PublishOptions.builder().expectedLastSequence(17).build();

            // when
            try {
                orders.streams().publish(Orders.order(SAMPLED), wrong);
            } catch (JetStreamApiException expected) {
                assertThat(expected.getApiErrorCode()).isEqualTo(10071);
            }
        }

        // then
        assertThat(collector.only("store ORDERS").error()).contains("wrong last sequence");
    }

    @ParameterizedTest
    @ValueSource(strings = {NOT_SAMPLED, "00-" + TRACE + "-0000000000000000-01", "nonsense"})
    void shouldNotFollowWhatIsNotSampled(String traceParent) throws Exception {
        // given
        String block = block(traceParent);
        try (TestBroker broker = serve("tracing_sampling: 0");
                RawClient client = broker.connect(RawClient.USUAL)) {
            client.send("SUB greet 1\r\n");

            // when
            client.send(hpub("greet", block, "hello"));

            // then
            client.expect(hmsg("greet", "1", block, "hello"));
        }
        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void shouldNotFollowAnythingUnlessToldTo() throws Exception {
        // given
        String block = block(SAMPLED);
        try (TestBroker broker = TestBroker.start(1, "tracing_endpoint: '" + collector.url() + "'");
                RawClient client = broker.connect(RawClient.USUAL)) {
            client.send("SUB greet 1\r\n");

            // when
            client.send(hpub("greet", block, "hello"));

            // then
            client.expect(hmsg("greet", "1", block, "hello"));
        }
        assertThat(collector.heads()).isEmpty();
    }

    @Test
    void shouldTryAgainWhenTheCollectorIsBusy() throws Exception {
        // given
        collector.refuse(503);
        try (TestBroker broker = serve("");
                RawClient client = broker.connect(RawClient.USUAL)) {

            // when
            client.send("PUB greet 5\r\nhello\r\nPING\r\n").expect("PONG\r\n");
        }

        // then
        assertThat(collector.heads()).hasSize(2);
        assertThat(collector.only("publish").attributes()).containsEntry("quoll.receivers", 0L);
    }
}
