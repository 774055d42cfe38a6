package io.quoll.testkit;

import io.quoll.message.Publication;
import io.quoll.protocol.ClientFrameHandler;
import io.quoll.protocol.ProtocolError;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a decoder calls, one line a call, one character a byte; {@code -} stands for what is absent. */
public final class RecordedCalls implements ClientFrameHandler {

    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final List<String> calls = new ArrayList<>();

    public List<String> calls() {
        return calls;
    }

    @Override
    public void onConnect(byte[] json) {
        calls.add("CONNECT " + text(json));
    }

    /** Subject, reply, headers and payload. */
    @Override
    public void onPublish(Publication message) {
        byte[] body = new byte[message.bodyLength()];
        message.bytes().get(message.bodyStart(), body);
        String all = text(body);
        calls.add("PUB " + text(message.copySubject()) + ' '
                + (message.replyLength() == 0 ? "-" : text(message.copyReply())) + ' '
                + (message.hasHeaders() ? all.substring(0, message.headerLength()) : "-") + ' '
                + all.substring(message.headerLength()));
    }

    @Override
    public void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        calls.add("SUB " + text(subject) + ' ' + (queue == null ? "-" : text(queue)) + ' ' + text(sid));
    }

    @Override
    public void onUnsubscribe(byte[] sid, long max) {
        calls.add("UNSUB " + text(sid) + ' ' + max);
    }

    @Override
    public void onPing() {
        calls.add("PING");
    }

    @Override
    public void onPong() {
        calls.add("PONG");
    }

    @Override
    public void onProtocolError(ProtocolError error, String detail) {
        calls.add(error.name());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, BYTES);
    }
}
