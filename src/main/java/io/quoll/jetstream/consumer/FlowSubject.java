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

    /** The last message of the stream that the client has dealt with, or 0. */
    static long lastStream(Publication confirmation) {
        byte[] headers = new byte[confirmation.headerLength()];
        confirmation.bytes().get(confirmation.bodyStart(), headers);
        String last = HeaderBlock.first(headers, "Nats-Last-Stream");
        try {
            return last == null ? 0 : Long.parseLong(last);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
