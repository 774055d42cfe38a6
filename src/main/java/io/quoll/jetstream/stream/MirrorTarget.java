package io.quoll.jetstream.stream;

import io.quoll.message.Publication;

/** Keeps a mirror like its origin: the same messages under the same sequences, with the same times. */
final class MirrorTarget extends SourceTarget {

    private final StreamWriter writer;
    private final PublishHeaders headers = new PublishHeaders();

    MirrorTarget(StreamSource source, StreamWriter writer) {
        super(source);
        this.writer = writer;
    }

    @Override
    void store(Publication message, Publication renamed, long sequence, long timeNanos) {
        headers.read(renamed);
        writer.mirror(renamed, headers, sequence, timeNanos);
    }

    @Override
    long resumeAt() {
        return writer.lastSequence() == 0 ? 0 : writer.lastSequence() + 1;
    }
}
