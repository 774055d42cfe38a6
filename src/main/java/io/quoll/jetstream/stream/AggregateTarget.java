package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.SubjectFilter;

/**
 * Adds the messages of another stream to one of its own. A header of each says where it is from, and so how far this one has
 * come.
 */
final class AggregateTarget extends SourceTarget {

    private final Stream into;
    private final StreamWriter writer;
    private final Draft draft = new Draft();
    private final PublishHeaders headers = new PublishHeaders();

    AggregateTarget(Stream into, StreamSource source, StreamWriter writer) {
        super(source);
        this.into = into;
        this.writer = writer;
    }

    @Override
    void store(Publication message, Publication renamed, long sequence, long timeNanos) {
        String originalSubject = Subjects.text(message.copySubject());
        byte[] block = Draft.headersOf(renamed);
        block = HeaderBlock.without(block, PublishHeader.STREAM_SOURCE.headerName());
        block = HeaderBlock.withoutPrefix(block, "Nats-Expected-");
        block = HeaderBlock.withoutPrefix(block, "Nats-Batch-");
        block = HeaderBlock.with(block, PublishHeader.STREAM_SOURCE.headerName(), origin(sequence, originalSubject));
        Publication marked = draft.withHeaders(renamed, block);
        headers.read(marked);
        writer.aggregate(marked, headers);
    }

    private String origin(long sequence, String subject) {
        String[] name = source().indexName().split(" ", -1);
        return name[0] + " " + sequence + " " + name[1] + " " + name[2] + " " + subject;
    }

    /** Behind the last message that came from there, found by looking back. */
    @Override
    long resumeAt() {
        PublishHeaders found = new PublishHeaders();
        try (MessageReader reader = into.reader()) {
            long before = Long.MAX_VALUE;
            while (before > 0 && reader.last(before, SubjectFilter.ALL)) {
                found.read(reader.message());
                String from = found.get(PublishHeader.STREAM_SOURCE);
                long sequence = from == null ? 0 : sequenceIn(from);
                if (sequence > 0) {
                    return sequence + 1;
                }
                before = reader.sequence() - 1;
            }
        }
        return 0;
    }

    private long sequenceIn(String from) {
        String[] fields = from.split(" ", -1);
        if (fields.length < 4 || !(fields[0] + " " + fields[2] + " " + fields[3]).equals(source().indexName())) {
            return 0;
        }
        try {
            return Long.parseLong(fields[1]);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
