package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.message.Publication;
import org.jspecify.annotations.Nullable;

/**
 * The subject by which a client confirms how far it has come.
 *
 * <pre>
 *   $JS.FC.stream.consumer.id
 *   $JS.FC.domain.account.stream.consumer.id
 * </pre>
 */
record FlowSubject(String stream, String consumer) {

    private static final int SHORT_FORM = 5;
    private static final int LONG_FORM = 7;

    static @Nullable FlowSubject of(byte[] subject) {
        String[] tokens = Subjects.text(subject).split("\\.", -1);
        if (tokens.length == SHORT_FORM) {
            return new FlowSubject(tokens[2], tokens[3]);
        }
        return tokens.length == LONG_FORM ? new FlowSubject(tokens[4], tokens[5]) : null;
    }

    /** What a client has dealt with: the last message of the stream, and the number of its delivery, or 0. */
    record Progress(long lastStream, long lastConsumer) {

        static Progress of(Publication confirmation) {
            byte[] headers = new byte[confirmation.headerLength()];
            confirmation.bytes().get(confirmation.bodyStart(), headers);
            return new Progress(
                    HeaderBlock.number(headers, "Nats-Last-Stream"), HeaderBlock.number(headers, "Nats-Last-Consumer"));
        }
    }
}
