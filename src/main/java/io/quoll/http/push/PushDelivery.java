package io.quoll.http.push;

import io.quoll.jetstream.consumer.ConsumerConfig;
import io.quoll.jetstream.consumer.ConsumerWatcher;
import io.quoll.jetstream.stream.Stream;
import io.quoll.router.MessageExchange;
import io.quoll.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the messages of consumers that name an endpoint to it, as long as they do. Told of consumers on the executors of
 * streams, and of other settings on whichever thread reads them; everything else happens on one event loop. Does nothing as long
 * as the operator has named no endpoint.
 */
@Singleton
public final class PushDelivery implements ConsumerWatcher {

    private static final Logger LOG = System.getLogger(PushDelivery.class.getName());

    private final PushBroker broker;
    private final Vertx vertx;
    private volatile @Nullable Context context;

    // On the context.
    private final Map<String, EndpointLine> lines = new HashMap<>();
    private final Map<Key, Delivered> delivered = new HashMap<>();
    private boolean stopped;

    private record Key(String account, String stream, String consumer) {}

    private record Delivered(PushedConsumer consumer, List<PushWorker> workers) {}

    @Inject
    PushDelivery(PushBroker broker, Vertx vertx) {
        this.broker = broker;
        this.vertx = vertx;
    }

    /** Delivers from now on, as long as there is an endpoint. */
    public void start() {
        broker.whenReloaded(this::followSettings);
        broker.whenLeaving(this::stop);
        followSettings();
    }

    private synchronized void followSettings() {
        List<PushEndpoint> endpoints = broker.endpoints();
        boolean isFirst = context == null;
        if (isFirst && endpoints.isEmpty()) {
            return;
        }
        if (isFirst) {
            context = vertx.getOrCreateContext();
        }
        run(() -> {
            set(endpoints);
            if (isFirst) {
                broker.watchConsumers(this);
            }
        });
    }

    /** Has whoever delivers to an endpoint that is new, other or gone begin anew. */
    private void set(List<PushEndpoint> endpoints) {
        Context own = context;
        if (stopped || own == null) {
            return;
        }
        Map<String, EndpointLine> before = Map.copyOf(lines);
        lines.clear();
        for (PushEndpoint endpoint : endpoints) {
            EndpointLine known = before.get(endpoint.name());
            lines.put(
                    endpoint.name(),
                    known != null && known.endpoint().equals(endpoint)
                            ? known
                            : new EndpointLine(endpoint, client(endpoint, own), own, System::nanoTime));
        }
        delivered.replaceAll((key, each) -> {
            String endpoint = each.consumer().push().endpoint();
            return before.get(endpoint) == lines.get(endpoint) ? each : begunAnew(each);
        });
        before.forEach((name, line) -> {
            if (line != lines.get(name)) {
                line.close();
            }
        });
    }

    private PushClient client(PushEndpoint endpoint, Context own) {
        Tracing tracing = broker.tracing();
        return new PushClient(endpoint, tracing == null ? null : new PostTrace(tracing, endpoint), vertx, own);
    }

    private Delivered begunAnew(Delivered before) {
        before.workers().forEach(PushWorker::stop);
        Delivered now = new Delivered(before.consumer(), workers(before.consumer()));
        now.workers().forEach(PushWorker::start);
        return now;
    }

    /** Delivers nothing more; what is underway is delivered again after the next start. */
    public void stop() {
        run(() -> {
            if (!stopped) {
                stopped = true;
                delivered.values().forEach(each -> each.workers().forEach(PushWorker::stop));
                delivered.clear();
                lines.values().forEach(EndpointLine::close);
            }
        });
    }

    private void run(Runnable task) {
        Context own = context;
        if (own != null) {
            own.runOnContext(ignored -> task.run());
        }
    }

    @Override
    public void onPresent(Stream stream, ConsumerConfig config) {
        PushedConsumer consumer = PushedConsumer.of(stream, config);
        Key key = new Key(stream.host().account(), stream.name(), config.name());
        run(() -> set(key, consumer));
    }

    @Override
    public void onGone(Stream stream, String consumer) {
        Key key = new Key(stream.host().account(), stream.name(), consumer);
        run(() -> set(key, null));
    }

    private void set(Key key, @Nullable PushedConsumer consumer) {
        Delivered before = delivered.get(key);
        if (stopped || before != null && before.consumer().equals(consumer)) {
            return;
        }
        if (before != null) {
            before.workers().forEach(PushWorker::stop);
            delivered.remove(key);
        }
        if (consumer != null) {
            List<PushWorker> workers = workers(consumer);
            delivered.put(key, new Delivered(consumer, workers));
            workers.forEach(PushWorker::start);
        }
    }

    private List<PushWorker> workers(PushedConsumer consumer) {
        EndpointLine line = lines.get(consumer.push().endpoint());
        MessageExchange exchange = broker.exchange(consumer.account());
        if (line == null || exchange == null || !line.endpoint().isFor(consumer.account())) {
            LOG.log(
                    Level.WARNING,
                    "the consumer " + consumer + " names the endpoint '"
                            + consumer.push().endpoint() + "', which there is not for its account");
            return List.of();
        }
        List<PushWorker> workers = new ArrayList<>();
        Context own = context;
        for (int i = 0; own != null && i < line.endpoint().concurrency(); i++) {
            workers.add(new PushWorker(consumer, line, exchange, own));
        }
        return workers;
    }
}
