package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Stream;

/** Is told which consumers there are. Called on the stream's executor; must hand on what takes time. */
public interface ConsumerWatcher {

    /** There is a consumer of this configuration; said again whenever that changes. */
    void onPresent(Stream stream, ConsumerConfig config);

    /** The consumer has gone, for good or until the next start. */
    void onGone(Stream stream, String consumer);

    /** Nobody. */
    ConsumerWatcher NONE = new ConsumerWatcher() {
        @Override
        public void onPresent(Stream stream, ConsumerConfig config) {}

        @Override
        public void onGone(Stream stream, String consumer) {}
    };
}
