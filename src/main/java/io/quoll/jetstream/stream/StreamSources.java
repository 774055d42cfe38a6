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
        follow(stream.config());
    }

    /**
     * Takes nothing more from any.
     *
     * @param forGood whether the stream goes and does not come back
     */
    void stop(boolean forGood) {
        feeds.forEach(feed -> feed.stop(forGood));
        feeds = List.of();
    }

    void onUpdated(StreamConfig before) {
        StreamConfig after = stream.config();
        boolean isMirror = after.mirror() != null;
        if (isMirror != (before.mirror() != null)) {
            stop(true);
        }
        follow(after);
    }

    /** From all that the configuration names; those that go on are not disturbed. */
    private void follow(StreamConfig config) {
        StreamSource mirror = config.mirror();
        List<StreamSource> wanted = mirror == null ? config.sources() : List.of(mirror);
        List<SourceFeed> kept = new ArrayList<>();
        for (SourceFeed feed : feeds) {
            if (wanted.contains(feed.source())) {
                kept.add(feed);
            } else {
                feed.stop(true);
            }
        }
        List<SourceFeed> all = new ArrayList<>();
        for (StreamSource source : wanted) {
            SourceFeed there = kept.stream()
                    .filter(feed -> feed.source().equals(source))
                    .findFirst()
                    .orElse(null);
            if (there == null) {
                SourceTarget target =
                        mirror == null ? new AggregateTarget(stream, source, writer) : new MirrorTarget(source, writer);
                there = new SourceFeed(host, stream, writer, target);
                there.start();
            }
            all.add(there);
        }
        feeds = List.copyOf(all);
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
