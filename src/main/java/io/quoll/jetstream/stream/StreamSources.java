package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonOutput;

/** The streams that a mirror or an aggregate takes its messages from. On the stream's executor. */
final class StreamSources {

    void start() {}

    void stop() {}

    void onUpdated(StreamConfig before) {}

    void describe(JsonOutput out) {}
}
