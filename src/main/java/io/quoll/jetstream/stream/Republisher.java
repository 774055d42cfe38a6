package io.quoll.jetstream.stream;

import io.quoll.jetstream.stream.StreamConfig.Republish;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.Publication;
import io.quoll.subject.SubjectSyntax;
import io.quoll.subject.SubjectTransform;
import org.jspecify.annotations.Nullable;

/** Publishes stored messages once more under another subject, saying where they are from. For the stream's writer. */
final class Republisher {

    private final String stream;
    private final SubjectTransform transform;
    private final boolean headersOnly;
    private final PubAcks out;

    private Republisher(String stream, Republish republish, PubAcks out) {
        this.stream = stream;
        this.transform = SubjectTransform.of(republish.source(), republish.destination());
        this.headersOnly = republish.headersOnly();
        this.out = out;
    }

    static @Nullable Republisher of(StreamConfig config, PubAcks out) {
        Republish republish = config.republish();
        return republish == null ? null : new Republisher(config.name(), republish, out);
    }

    /**
     * @param previous the sequence of the message before on the same subject, 0 for none
     */
    void onStored(Publication message, int lane, long sequence, long timeNanos, long previous) {
        byte[] subject = message.copySubject();
        byte[] target = transform.transform(subject);
        if (target == null || !SubjectSyntax.isValidLiteral(target)) {
            return;
        }
        byte[] headers = Draft.headersOf(message);
        headers = HeaderBlock.with(headers, "Nats-Stream", stream);
        headers = HeaderBlock.with(headers, "Nats-Subject", Subjects.text(subject));
        headers = HeaderBlock.with(headers, "Nats-Sequence", Long.toString(sequence));
        headers = HeaderBlock.with(headers, "Nats-Time-Stamp", Timestamps.shown(timeNanos));
        headers = HeaderBlock.with(headers, "Nats-Last-Sequence", Long.toString(previous));
        byte[] payload = headersOnly ? HeaderBlock.NONE : Draft.payloadOf(message);
        if (headersOnly) {
            headers = HeaderBlock.with(headers, "Nats-Msg-Size", Integer.toString(message.payloadLength()));
        }
        out.publish(lane, target, headers, payload);
    }
}
