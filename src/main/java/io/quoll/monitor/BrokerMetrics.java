package io.quoll.monitor;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quoll.account.AccountDirectory;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.jetstream.api.AccountStreams;
import io.quoll.jetstream.stream.StorageType;
import io.quoll.jetstream.stream.Stream;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The broker's counts as metrics, read when somebody asks and never written. Their labels have fixed values, so that clients
 * cannot add to their number, but for those of {@link ConsumerLags}, which has a bound. Bound by a worker after the start,
 * which does not wait for it.
 */
@Singleton
@SuppressWarnings("deprecation") // of the registry, which Quarkus still brings
public final class BrokerMetrics {

    private final BrokerView broker;
    private final Instance<MeterRegistry> registry;
    private final Instance<PrometheusMeterRegistry> prometheus;

    @Inject
    BrokerMetrics(BrokerView broker, Instance<MeterRegistry> registry, Instance<PrometheusMeterRegistry> prometheus) {
        this.broker = broker;
        this.registry = registry;
        this.prometheus = prometheus;
    }

    void onStart(@Observes StartupEvent event) {
        Infrastructure.getDefaultExecutor().execute(() -> {
            new ConsumerLags(broker).register(prometheus.get().getPrometheusRegistry());
            bindTo(registry.get());
        });
    }

    private void bindTo(MeterRegistry meters) {
        traffic(meters, "quoll.messages", "Messages of clients", Tags.of("direction", "in"), Traffic::inMessages);
        traffic(meters, "quoll.messages", "Messages of clients", Tags.of("direction", "out"), Traffic::outMessages);
        traffic(meters, "quoll.message.bytes", "Their bytes", Tags.of("direction", "in"), Traffic::inBytes);
        traffic(meters, "quoll.message.bytes", "Their bytes", Tags.of("direction", "out"), Traffic::outBytes);
        traffic(meters, "quoll.slow.consumers", "Clients ended as too slow", Tags.empty(), Traffic::slowConsumers);
        traffic(
                meters,
                "quoll.stale.connections",
                "Clients ended as gone silent",
                Tags.empty(),
                Traffic::staleConnections);
        traffic(meters, "quoll.stalls", "Times a publisher had to wait", Tags.empty(), Traffic::stalls);
        bindConnections(meters, broker.connections());
        bindRouters(meters, broker.connections().accounts());
        bindStreams(meters, broker);
    }

    private static void bindStreams(MeterRegistry meters, BrokerView broker) {
        for (StorageType storage : StorageType.values()) {
            Gauge.builder(
                            "quoll.streams.bytes",
                            broker,
                            b -> sum(b, a -> a.use().bytes(storage)))
                    .description("Bytes kept in streams")
                    .tags("storage", storage.word())
                    .register(meters);
        }
        Gauge.builder("quoll.streams", broker, b -> sum(b, a -> a.streams().size()))
                .description("Streams")
                .register(meters);
        Gauge.builder("quoll.consumers", broker, b -> sum(b, AccountStreams::consumerCount))
                .description("Consumers of streams")
                .register(meters);
        Gauge.builder("quoll.streams.waiting.bytes", broker, b -> sum(b, BrokerMetrics::waitingBytes))
                .description("Bytes published to streams and not yet stored")
                .register(meters);
        FunctionCounter.builder(
                        "quoll.jetstream.requests",
                        broker,
                        b -> sum(b, a -> a.statistics().total()))
                .description("Requests under $JS.API")
                .register(meters);
        FunctionCounter.builder(
                        "quoll.jetstream.request.errors",
                        broker,
                        b -> sum(b, a -> a.statistics().errors()))
                .description("Requests under $JS.API that were refused")
                .register(meters);
    }

    /** Over all accounts with streams, of which there may be none. */
    private static long sum(BrokerView broker, ToLongFunction<AccountStreams> count) {
        return broker.jetStream().stream()
                .flatMap(streams -> streams.accounts().stream())
                .mapToLong(count)
                .sum();
    }

    private static long waitingBytes(AccountStreams account) {
        return account.streams().stream().mapToLong(Stream::waitingBytes).sum();
    }

    private void traffic(
            MeterRegistry meters, String name, String description, Tags tags, ToDoubleFunction<Traffic> count) {
        FunctionCounter.builder(name, broker.connections(), connections -> count.applyAsDouble(Traffic.of(connections)))
                .description(description)
                .tags(tags)
                .register(meters);
    }

    private static void bindConnections(MeterRegistry meters, ConnectionRegistry connections) {
        Gauge.builder("quoll.connections", connections, ConnectionRegistry::openCount)
                .description("Clients connected")
                .register(meters);
        // Not quoll_connections_total: to OpenMetrics that is the same family as the gauge.
        FunctionCounter.builder("quoll.connections.opened", connections, ConnectionRegistry::totalCount)
                .description("Clients that have come")
                .register(meters);
    }

    private static void bindRouters(MeterRegistry meters, AccountDirectory accounts) {
        Gauge.builder("quoll.subscriptions", accounts, r -> r.statistics().subscriptions())
                .description("Subscriptions")
                .register(meters);
        Gauge.builder("quoll.route.cache.entries", accounts, r -> r.statistics().cachedRoutes())
                .description("Subjects whose receivers are remembered")
                .register(meters);
        FunctionCounter.builder(
                        "quoll.route.cache", accounts, r -> r.statistics().cacheHits())
                .description("Subjects looked up")
                .tags("result", "hit")
                .register(meters);
        FunctionCounter.builder(
                        "quoll.route.cache", accounts, r -> r.statistics().cacheMisses())
                .description("Subjects looked up")
                .tags("result", "miss")
                .register(meters);
    }
}
