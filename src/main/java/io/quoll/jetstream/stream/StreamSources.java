package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonOutput;

/** The streams that a mirror or an aggregate takes its messages from. On the stream's executor. */
final class StreamSources {

    private final StreamHost host;
    private final Stream stream;
    private final StreamWriter writer;

    StreamSources(StreamHost host, Stream stream, StreamWriter writer) {
        this.host = host;
        this.stream = stream;
        this.writer = writer;
    }

    void start() {}

    void stop() {}

    void onUpdated(StreamConfig before) {}

    void describe(JsonOutput out) {}
}
