package io.quoll.jetstream.stream;

import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;

/** Keeps a mirror like its origin: the same messages under the same sequences, with the same times. */
final class MirrorFeed extends SourceFeed {

    private final StreamWriter writer;
    private final PublishHeaders headers = new PublishHeaders();

    MirrorFeed(StreamHost host, Stream into, StreamSource source, StreamWriter writer) {
        super(host, into, source);
        this.writer = writer;
    }

    @Override
    void store(MessageReader message, Publication renamed) {
        headers.read(renamed);
        writer.mirror(renamed, headers, message.sequence(), message.timeNanos());
    }

    @Override
    long resumeAt() {
        return writer.lastSequence() == 0 ? 0 : writer.lastSequence() + 1;
    }
}
