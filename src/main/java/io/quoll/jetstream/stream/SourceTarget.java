package io.quoll.jetstream.stream;

import io.quoll.jetstream.stream.StreamConfig.SubjectMapping;
import io.quoll.message.Publication;
import io.quoll.subject.SubjectTransform;
import java.util.List;

/** Where the messages of one source go, and under which subjects. On the executor of the stream that takes them. */
abstract class SourceTarget {

    private final StreamSource source;
    private final List<SubjectTransform> transforms;
    private final Draft draft = new Draft();

    SourceTarget(StreamSource source) {
        this.source = source;
        this.transforms = source.transforms().stream()
                .map((SubjectMapping mapping) -> SubjectTransform.of(mapping.source(), mapping.destination()))
                .toList();
    }

    final StreamSource source() {
        return source;
    }

    /** Stores one message of the origin; throws if it cannot be stored now. */
    final void take(Publication message, long sequence, long timeNanos) {
        store(message, renamed(message), sequence, timeNanos);
    }

    abstract void store(Publication message, Publication renamed, long sequence, long timeNanos);

    /** The sequence of the origin to go on with, or 0 if nothing was ever taken. */
    abstract long resumeAt();

    private Publication renamed(Publication message) {
        if (transforms.isEmpty()) {
            return message;
        }
        byte[] subject = message.copySubject();
        for (SubjectTransform transform : transforms) {
            byte[] target = transform.transform(subject);
            if (target != null) {
                return draft.renamed(message, target);
            }
        }
        return message;
    }
}
