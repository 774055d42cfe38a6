package io.quoll.http.format;

import io.quoll.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON object of a message as programs usually write it: subject, reply and payload, each a string in which nothing
 * is escaped. Says nothing of any other object, which {@link MessageJsonReader} judges; it is several times as fast. For one
 * object.
 */
final class PlainMessage {

    private static final byte[] SUBJECT = MessageJson.SUBJECT.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLY = MessageJson.REPLY.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAYLOAD = MessageJson.PAYLOAD.getBytes(StandardCharsets.US_ASCII);

    private final byte[] json;
    private final int end;
    private int at;
    private @Nullable String subject;
    private @Nullable String reply;
    private byte @Nullable [] payload;

    private PlainMessage(byte[] json, int start, int end) {
        this.json = json;
        this.at = start;
        this.end = end;
    }

    /**
     * The message, {@code null} if the object is to be looked at more closely.
     *
     * @throws io.quoll.http.problem.ProblemException if a part of it cannot be in a message
     */
    static @Nullable Message read(byte[] json, int start, int end, MessageLimits limits) {
        PlainMessage message = new PlainMessage(json, start, end);
        String subject = message.isWhole() ? message.subject : null;
        if (subject == null) {
            return null;
        }
        byte[] payload = message.payload;
        return ValidMessage.of(subject, message.reply, Map.of(), payload == null ? new byte[0] : payload, limits);
    }

    private boolean isWhole() {
        if (!skips('{')) {
            return false;
        }
        do {
            if (!member()) {
                return false;
            }
        } while (skips(','));
        return skips('}') && at == end;
    }

    private boolean member() {
        int name = string();
        int nameEnd = at - 1;
        if (name < 0 || !skips(':')) {
            return false;
        }
        int value = string();
        int valueEnd = at - 1;
        if (value < 0 || !Utf8.isValid(json, value, valueEnd)) {
            return false;
        }
        if (payload == null && is(PAYLOAD, name, nameEnd)) {
            payload = Arrays.copyOfRange(json, value, valueEnd);
        } else if (subject == null && is(SUBJECT, name, nameEnd)) {
            subject = new String(json, value, valueEnd - value, StandardCharsets.UTF_8);
        } else if (reply == null && is(REPLY, name, nameEnd)) {
            reply = new String(json, value, valueEnd - value, StandardCharsets.UTF_8);
        } else {
            return false;
        }
        return true;
    }

    private boolean is(byte[] name, int from, int to) {
        return Arrays.equals(name, 0, name.length, json, from, to);
    }

    /** Passes over a string; returns where its content begins, which is up to the quote before, or -1 for anything else. */
    private int string() {
        if (!skips('"')) {
            return -1;
        }
        int start = at;
        int stop = PlainText.end(json, start, end);
        if (stop == end || json[stop] != '"') {
            return -1;
        }
        at = stop + 1;
        return start;
    }

    /** Passes over that character, and spaces in front of it. */
    private boolean skips(char wanted) {
        while (at < end && json[at] == ' ') {
            at++;
        }
        if (at < end && json[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }
}
