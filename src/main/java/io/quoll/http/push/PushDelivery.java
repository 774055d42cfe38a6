package io.quoll.http.push;

import io.quoll.jetstream.consumer.ConsumerConfig;
import io.quoll.jetstream.consumer.ConsumerWatcher;
import io.quoll.jetstream.stream.Stream;
import io.quoll.router.MessageExchange;
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
 * streams; everything else happens on one event loop. Does nothing where the operator has named no endpoint.
 */
@Singleton
public final class PushDelivery implements ConsumerWatcher {

    private static final Logger LOG = System.getLogger(PushDelivery.class.getName());

    private final PushBroker broker;
    private final Vertx vertx;
    private volatile @Nullable Context context;

    // On the context.
    private final Map<String, EndpointLine> lines = new HashMap<>();
    private final List<PushClient> clients = new ArrayList<>();
    private final Map<Key, Delivered> delivered = new HashMap<>();
    private boolean stopped;

    private record Key(String account, String stream, String consumer) {}

    private record Delivered(PushedConsumer consumer, List<PushWorker> workers) {}

    @Inject
    PushDelivery(PushBroker broker, Vertx vertx) {
        this.broker = broker;
        this.vertx = vertx;
    }

    /** Delivers from now on, if there is an endpoint. */
    public void start() {
        List<PushEndpoint> endpoints = broker.endpoints();
        if (endpoints.isEmpty()) {
            return;
        }
        Context own = vertx.getOrCreateContext();
        context = own;
        own.runOnContext(ignored -> {
            for (PushEndpoint endpoint : endpoints) {
                PushClient client = new PushClient(endpoint, vertx, own);
                clients.add(client);
                lines.put(endpoint.name(), new EndpointLine(endpoint, client, own, System::nanoTime));
            }
            broker.watchConsumers(this);
        });
        broker.whenLeaving(this::stop);
    }

    /** Delivers nothing more; what is underway is delivered again after the next start. */
    public void stop() {
        run(() -> {
            if (!stopped) {
                stopped = true;
                delivered.values().forEach(each -> each.workers().forEach(PushWorker::stop));
                delivered.clear();
                clients.forEach(PushClient::close);
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
