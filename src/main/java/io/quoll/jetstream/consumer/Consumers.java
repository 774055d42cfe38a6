package io.quoll.jetstream.consumer;

import io.quoll.jetstream.api.ConsumerSupport;
import io.quoll.jetstream.api.EndpointTable;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamConsumers;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The consumers of a server, by stream. Any thread. */
public final class Consumers implements ConsumerSupport {

    private final ConsumerDescription description;
    private final Map<String, ConsumerIntake> intakes = new ConcurrentHashMap<>();
    private final Set<StreamConsumerSet> sets = ConcurrentHashMap.newKeySet();
    private volatile ConsumerWatcher watcher = ConsumerWatcher.NONE;

    /**
     * @param serverName how the server is shown to clients
     * @param version the release of NATS that clients may rely on
     */
    public Consumers(String serverName, String version) {
        this.description = new ConsumerDescription(serverName, version);
    }

    @Override
    public StreamConsumers open(Stream stream) {
        ConsumerIntake intake =
                intakes.computeIfAbsent(stream.host().account(), account -> new ConsumerIntake(stream.host()));
        String name = stream.name();
        StreamConsumerSet set = new StreamConsumerSet(
                stream,
                description,
                closed -> {
                    intake.remove(name, closed);
                    sets.remove(closed);
                },
                () -> watcher);
        set.open();
        sets.add(set);
        intake.add(name, set);
        return set;
    }

    /** The watcher is told of all that are there and of all changes from now on; of some twice perhaps. There is one. */
    public void watch(ConsumerWatcher newWatcher) {
        watcher = newWatcher;
        sets.forEach(set -> set.stream().execute(set::tellWatcher));
    }

    @Override
    public void addEndpoints(EndpointTable table) {
        new ConsumerEndpoints(description).addTo(table);
    }
}
