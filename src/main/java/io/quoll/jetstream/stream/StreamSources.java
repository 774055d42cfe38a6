package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonOutput;
import java.util.ArrayList;
import java.util.List;

/** The streams that a mirror or an aggregate takes its messages from. On the stream's executor. */
final class StreamSources {

    private final StreamHost host;
    private final Stream stream;
    private final StreamWriter writer;
    private volatile List<SourceFeed> feeds = List.of();

    StreamSources(StreamHost host, Stream stream, StreamWriter writer) {
        this.host = host;
        this.stream = stream;
        this.writer = writer;
    }

    void start() {
        List<SourceFeed> started = new ArrayList<>();
        StreamSource mirror = stream.config().mirror();
        if (mirror != null) {
            started.add(new MirrorFeed(host, stream, mirror, writer));
        }
        for (StreamSource source : stream.config().sources()) {
            started.add(new AggregateFeed(host, stream, source, writer));
        }
        feeds = List.copyOf(started);
        feeds.forEach(SourceFeed::start);
    }

    void stop() {
        feeds.forEach(SourceFeed::stop);
        feeds = List.of();
    }

    void onUpdated(StreamConfig before) {
        StreamConfig after = stream.config();
        boolean sameMirror = before.mirror() == null
                ? after.mirror() == null
                : before.mirror().equals(after.mirror());
        if (!sameMirror || !before.sources().equals(after.sources())) {
            stop();
            start();
        }
    }

    /** Any thread. */
    void describe(JsonOutput out) {
        List<SourceFeed> all = feeds;
        if (stream.config().mirror() != null) {
            for (SourceFeed feed : all) {
                out.object("mirror", feed::describe);
            }
        } else {
            out.objectsIfAny("sources", all, (o, feed) -> feed.describe(o));
        }
    }
}
