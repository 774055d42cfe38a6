package io.quoll.http.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.api.StorageType;
import io.quoll.account.Account;
import io.quoll.jetstream.consumer.ConsumerWatcher;
import io.quoll.router.MessageExchange;
import io.quoll.server.Broker;
import io.quoll.testkit.CollectedSpan;
import io.quoll.testkit.HookServer;
import io.quoll.testkit.Orders;
import io.quoll.testkit.TestBroker;
import io.quoll.testkit.TraceCollector;
import io.quoll.trace.Tracing;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a collector hears of messages that are delivered to an endpoint; it has heard all when the broker has ended. */
class TracedPostsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Messages that others follow, and no others. */
    private static final String FOLLOWED = "tracing: true\ntracing_sampling: 0";

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String OTHER_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PRODUCER = "b7ad6b7169203331";

    @RegisterExtension
    final TraceCollector collector = TraceCollector.start();

    private final Vertx vertx = Vertx.vertx();

    /** A broker whose operator has named one endpoint. */
    private record WithEndpoint(Broker broker, PushEndpoint endpoint) implements PushBroker {

        @Override
        public List<PushEndpoint> endpoints() {
            return List.of(endpoint);
        }

        @Override
        public @Nullable MessageExchange exchange(String name) {
            Account account = broker.accounts().find(name);
            return account == null ? null : broker.exchange(account);
        }

        @Override
        public @Nullable Tracing tracing() {
            return broker.tracing();
        }

        @Override
        public void watchConsumers(ConsumerWatcher watcher) {
            broker.watchConsumers(watcher);
        }

        @Override
        public void whenReloaded(Runnable task) {
            broker.whenReloaded(task);
        }

        @Override
        public void whenLeaving(Runnable task) {
            broker.whenLeaving(task);
        }
    }

    @AfterEach
    void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static String sampled(String trace) {
        return "00-" + trace + "-" + PRODUCER + "-01";
    }

    private TestBroker serve(String tracing) {
        return TestBroker.start(1, "jetstream: true\ntracing_endpoint: '" + collector.url() + "'\n" + tracing);
    }

    /** Delivers what is ordered to the endpoint, whose address has a secret in it. */
    private Orders delivered(TestBroker broker, Connection client, HookServer hook, int batch) throws Exception {
        PushEndpoint endpoint = new PushEndpoint(
                "hook", URI.create(hook.url() + "?key=s3cret"), null, null, PATIENCE, 1, null, List.of());
        new PushDelivery(new WithEndpoint(broker.broker(), endpoint), vertx).start();
        Orders orders = Orders.on(client, StorageType.Memory);
        orders.deliverTo("hook", batch);
        return orders;
    }

    /** Has one order delivered until it is acknowledged. The broker has ended by then. */
    private void deliverAnOrder(HookServer hook, String tracing) throws Exception {
        try (TestBroker broker = serve(tracing);
                Connection client = broker.client()) {
            Orders orders = delivered(broker, client, hook, 1);
            orders.streams().publish(Orders.order(sampled(TRACE)));
            awaitAcknowledged(client, 1);
        }
    }

    private static void awaitAcknowledged(Connection client, long floor) {
        await().atMost(PATIENCE).until(() -> {
            var info = client.jetStreamManagement().getConsumerInfo("ORDERS", "push");
            return info.getAckFloor().getStreamSequence() == floor;
        });
    }

    @Test
    void shouldJoinAPostWithTheMessageItCarries() throws Exception {
        // given
        HookServer.Hit hit;
        try (HookServer hook = HookServer.start(vertx, 0)) {

            // when
            deliverAnOrder(hook, FOLLOWED);
            hit = hook.next();
        }

        // then
        CollectedSpan post = collector.only("POST hook");
        CollectedSpan deliver = collector.only("deliver ORDERS");
        assertThat(post.traceId()).isEqualTo(TRACE);
        assertThat(post.parentId()).isEqualTo(deliver.spanId());
        assertThat(collector.only("ack ORDERS").parentId()).isEqualTo(deliver.spanId());
        assertThat(hit.headers().getAll("traceparent")).containsExactly("00-" + TRACE + "-" + post.spanId() + "-01");
        assertThat(post.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.response.status_code", 204L)
                .containsEntry("server.address", "127.0.0.1")
                .containsKey("server.port");
        assertThat(post.attributes()).hasEntrySatisfying("url.full", url -> assertThat(url.toString())
                .endsWith("/hook")
                .doesNotContain("s3cret"));
        assertThat(post.error()).isEmpty();
    }

    @Test
    void shouldTellOfEachPostThatIsNotTaken() throws Exception {
        // given
        try (HookServer hook = HookServer.start(vertx, 0).answer(503)) {

            // when
            deliverAnOrder(hook, FOLLOWED);
        }

        // then
        assertThat(collector.spansNamed("POST hook"))
                .extracting(CollectedSpan::traceId, CollectedSpan::error)
                .containsExactly(tuple(TRACE, "status 503"), tuple(TRACE, ""));
    }

    @Test
    void shouldLinkAPostToEveryMessageItCarries() throws Exception {
        // given
        try (HookServer hook = HookServer.start(vertx, 0);
                TestBroker broker = serve(FOLLOWED);
                Connection client = broker.client()) {
            Orders orders = Orders.on(client, StorageType.Memory);
            orders.streams().publish(Orders.order(sampled(TRACE)));
            orders.streams().publish("orders.new", new byte[0]);
            orders.streams().publish(Orders.order(sampled(OTHER_TRACE)));

            // when
            delivered(broker, client, hook, 10);
            awaitAcknowledged(client, 3);
        }

        // then
        List<CollectedSpan> deliveries = collector.spansNamed("deliver ORDERS");
        CollectedSpan post = collector.only("POST hook");
        assertThat(deliveries).hasSize(2);
        assertThat(post.parentId()).isEqualTo(deliveries.get(0).spanId());
        assertThat(post.links()).containsExactly(deliveries.get(1).spanId());
    }

    @Test
    void shouldHandOnWhatTheMessageSaysWhereNothingIsFollowed() throws Exception {
        // given
        HookServer.Hit hit;
        try (HookServer hook = HookServer.start(vertx, 0)) {

            // when
            deliverAnOrder(hook, "tracing: false");
            hit = hook.next();
        }

        // then
        assertThat(hit.header("traceparent")).isEqualTo(sampled(TRACE));
        assertThat(collector.heads()).isEmpty();
    }
}
