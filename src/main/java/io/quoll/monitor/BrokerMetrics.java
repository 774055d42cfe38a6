package io.quoll.monitor;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.quoll.account.AccountDirectory;
import io.quoll.connection.ConnectionRegistry;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/**
 * The broker's counts as metrics, read when somebody asks and never written. Their labels have fixed values, so that clients
 * cannot add to their number. Bound by a worker after the start, which does not wait for it.
 */
@Singleton
public final class BrokerMetrics {

    private final BrokerView broker;
    private final Instance<MeterRegistry> registry;

    @Inject
    BrokerMetrics(BrokerView broker, Instance<MeterRegistry> registry) {
        this.broker = broker;
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent event) {
        Infrastructure.getDefaultExecutor().execute(() -> bindTo(registry.get()));
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
