package io.quoll.http.consumer;

import io.quoll.jetstream.wire.GoDuration;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of one message.
 *
 * @param delayNanos after which it is to be delivered again, where that was said
 * @param reason why it is never to be delivered again, where that was said
 */
record Verdict(
        String token,
        Action action,
        @Nullable Long delayNanos,
        @Nullable String reason) {

    /** What there is to say. */
    enum Action {
        /** It is done. */
        ACK("+ACK"),
        /** It is to be delivered again. */
        NAK("-NAK"),
        /** It is being worked on, and takes longer. */
        PROGRESS("+WPI"),
        /** It is never to be delivered again. */
        TERM("+TERM");

        private final String verb;

        Action(String verb) {
            this.verb = verb;
        }
    }

    Message toMessage(ConsumerName consumer) {
        String subject = consumer.ackSubject(AckToken.read(token, consumer));
        return new Message(subject, null, Headers.NONE, text().getBytes(StandardCharsets.UTF_8));
    }

    private String text() {
        if (delayNanos != null) {
            return action.verb + " {\"delay\":" + delayNanos + "}";
        }
        return reason == null || reason.isBlank() ? action.verb : action.verb + ' ' + reason.strip();
    }

    /**
     * @throws IllegalArgumentException if it is no time
     */
    static long delay(String text) {
        long nanos = GoDuration.parse(text);
        if (nanos < 0) {
            throw new IllegalArgumentException("negative: " + text);
        }
        return nanos;
    }
}
