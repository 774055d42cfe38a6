package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamConsumers;

/** Where consumers come from. Streams work without. */
public interface ConsumerSupport {

    /** The stream's consumers, as they were kept; on the stream's executor, before it starts. */
    StreamConsumers open(Stream stream);

    /** Adds the requests that consumers answer. */
    void addEndpoints(EndpointTable table);

    /** How many consumers an account has; any thread. */
    default int count(AccountStreams account) {
        int count = 0;
        for (Stream stream : account.streams()) {
            count += stream.consumers().count();
        }
        return count;
    }

    /** No consumers at all. */
    ConsumerSupport NONE = new ConsumerSupport() {
        @Override
        public StreamConsumers open(Stream stream) {
            return StreamConsumers.NONE;
        }

        @Override
        public void addEndpoints(EndpointTable table) {}
    };
}
