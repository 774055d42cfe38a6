package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.StreamHost;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.message.Publication;
import io.quoll.router.MessageSink;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the clients of one account say to consumers, be it pulls, acknowledgements or confirmations of flow control, and
 * stages it for the stream it is about. Called on lanes.
 */
final class ConsumerIntake implements MessageSink {

    /** What one lane knows. */
    private static final class Lookup {
        private final AckSubject ack = new AckSubject();
        private byte[] name = {};
        private @Nullable StreamConsumerSet last;
    }

    private final Map<String, StreamConsumerSet> sets = new ConcurrentHashMap<>();
    private final Lookup[] lookups;

    ConsumerIntake(StreamHost host) {
        lookups = new Lookup[host.batches().laneCount()];
        for (int i = 0; i < lookups.length; i++) {
            lookups[i] = new Lookup();
        }
        for (String pattern : new String[] {
            "$JS.ACK.>", "$JS.FC.>", "$JS.API.CONSUMER.MSG.NEXT.*.*", DeadLetters.MOVED_PREFIX + "*.*.*.*"
        }) {
            host.router().subscribe(new Subscription(Subjects.bytes(pattern), null, this));
        }
    }

    void add(String stream, StreamConsumerSet set) {
        sets.put(stream, set);
    }

    void remove(String stream, StreamConsumerSet set) {
        sets.remove(stream, set);
    }

    @Override
    public boolean deliver(Subscription subscription, Publication message, RoutingLane lane) {
        StreamConsumerSet set = find(message, lookups[lane.index()]);
        return set != null && set.intake().deliver(subscription, message, lane);
    }

    private @Nullable StreamConsumerSet find(Publication message, Lookup lookup) {
        if (AckSubject.isPrefixOf(message)) {
            return lookup.ack.read(message) ? findByAck(lookup) : null;
        }
        if (AckSubject.begins(message, StreamConsumerSet.PULL_PREFIX)) {
            return findByPull(message);
        }
        if (AckSubject.begins(message, StreamConsumerSet.MOVED_PREFIX)) {
            return sets.get(AckSubject.tokenAt(message, StreamConsumerSet.MOVED_PREFIX.length));
        }
        FlowSubject flow = FlowSubject.of(message.copySubject());
        return flow == null ? null : sets.get(flow.stream());
    }

    private @Nullable StreamConsumerSet findByAck(Lookup lookup) {
        StreamConsumerSet last = lookup.last;
        if (last == null || last.isClosed() || !lookup.ack.isStream(lookup.name)) {
            String name = lookup.ack.stream();
            last = sets.get(name);
            lookup.last = last;
            lookup.name = Subjects.bytes(name);
        }
        return last;
    }

    /** Who pulls from a consumer that is not there is told by the router that nobody answers. */
    private @Nullable StreamConsumerSet findByPull(Publication message) {
        String stream = AckSubject.tokenAt(message, StreamConsumerSet.PULL_PREFIX.length);
        StreamConsumerSet set = sets.get(stream);
        int from = StreamConsumerSet.PULL_PREFIX.length + Subjects.bytes(stream).length + 1;
        return set != null && set.find(AckSubject.tokenAt(message, from)) != null ? set : null;
    }
}
