package io.quoll.jetstream.stream;

import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;

/** A message made anew, to be stored at once: the next one takes its place. For one thread. */
final class Draft {

    private final MessageBuffer buffer = new MessageBuffer();
    private final Publication window = new Publication();

    Publication of(byte[] subject, byte[] reply, byte[] headers, byte[] payload) {
        buffer.clear();
        buffer.add(subject, reply, headers, payload);
        buffer.show(0, window);
        return window;
    }

    /** The message under another subject. */
    Publication renamed(Publication message, byte[] subject) {
        return of(subject, message.copyReply(), headersOf(message), payloadOf(message));
    }

    /** The message with other headers. */
    Publication withHeaders(Publication message, byte[] headers) {
        return of(message.copySubject(), message.copyReply(), headers, payloadOf(message));
    }

    static byte[] headersOf(Publication message) {
        byte[] headers = new byte[message.headerLength()];
        message.bytes().get(message.bodyStart(), headers);
        return headers;
    }

    static byte[] payloadOf(Publication message) {
        byte[] payload = new byte[message.payloadLength()];
        message.bytes().get(message.bodyStart() + message.headerLength(), payload);
        return payload;
    }
}
