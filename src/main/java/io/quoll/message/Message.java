package io.quoll.message;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message of its own, for whoever keeps one: in-process subscribers, HTTP, streams. The payload is not copied; who passes
 * an array on no longer changes it.
 */
public final class Message {

    private final String subject;
    private final @Nullable String reply;
    private final Headers headers;
    private final byte[] payload;

    public Message(String subject, @Nullable String reply, Headers headers, byte[] payload) {
        this.subject = subject;
        this.reply = reply;
        this.headers = headers;
        this.payload = payload;
    }

    public static Message of(String subject, byte[] payload) {
        return new Message(subject, null, Headers.NONE, payload);
    }

    public String subject() {
        return subject;
    }

    public @Nullable String reply() {
        return reply;
    }

    public Headers headers() {
        return headers;
    }

    public byte[] payload() {
        return payload;
    }

    public Message withReply(@Nullable String replySubject) {
        return new Message(subject, replySubject, headers, payload);
    }

    public Message withHeaders(Headers newHeaders) {
        return new Message(subject, reply, newHeaders, payload);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message that
                && subject.equals(that.subject)
                && Objects.equals(reply, that.reply)
                && headers.equals(that.headers)
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return 31 * subject.hashCode() + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "Message[" + subject + (reply == null ? "" : " reply " + reply) + ", " + payload.length + " bytes]";
    }
}
