package io.quoll.jetstream.reading;

import io.quoll.jetstream.stream.Stream;
import io.quoll.message.MessageBatch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Where readings of streams come from. Any thread. Keeps one {@link StreamTail} for each stream that was ever read. */
public final class StreamReadings {

    private final Map<Stream, StreamTail> tails = new ConcurrentHashMap<>();

    /**
     * The messages of a stream in their order, each once: of those that are there none is left out, whatever comes or goes
     * meanwhile. Begins when it is subscribed to, honours demand, and fails with an {@link
     * io.quoll.jetstream.wire.ApiException} when the stream goes.
     *
     * @param reader where the subscriber is called; tasks given to it run one after the other
     */
    public Multi<MessageBatch> read(Stream stream, ReadingTerms terms, Executor reader) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super MessageBatch> subscriber) {
                new Reading(stream, tailOf(stream), terms, reader, subscriber).begin();
            }
        };
    }

    private StreamTail tailOf(Stream stream) {
        StreamTail tail = tails.computeIfAbsent(stream, s -> new StreamTail(s, () -> tails.remove(s)));
        if (stream.isClosed()) {
            tails.remove(stream);
        }
        return tail;
    }
}
