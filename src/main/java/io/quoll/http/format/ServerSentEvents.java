package io.quoll.http.format;

import io.quoll.http.problem.Problem;
import io.quoll.message.MessageBatch;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Server-Sent Events as browsers read them: a message is an event without a name, what is no message has one. What comes out
 * of a stream has its {@linkplain StreamPlace place} as id. Comments are signs of life.
 */
final class ServerSentEvents implements StreamFormat {

    private static final byte[] GAP = ascii("event: gap\ndata: {\"dropped\":");
    private static final byte[] ID = ascii("id: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] END = ascii("\n\n");

    private final MessageText text;

    ServerSentEvents(MessageText text) {
        this.text = text;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String contentType() {
        return SSE_TYPE + ";charset=UTF-8";
    }

    @Override
    public Buffer opening() {
        return heartbeat();
    }

    @Override
    public Buffer messages(MessageBatch batch) {
        JsonBuffer json = new JsonBuffer(batch.size() * 2);
        if (batch.missedBefore() > 0) {
            json.raw(GAP).number(batch.missedBefore()).raw('}').raw(END);
        }
        while (batch.next()) {
            if (batch.isStored() && batch.replyLength() == 0) {
                json.raw(ID);
                StreamPlace.write(json, batch);
                json.raw('\n');
            }
            json.raw(DATA);
            text.write(json, batch);
            json.raw(END);
        }
        return json.buffer();
    }

    @Override
    public Buffer receipt(byte[] json) {
        return Buffer.buffer("event: ack\ndata: ").appendBytes(json).appendString("\n\n");
    }

    @Override
    public Buffer heartbeat() {
        return Buffer.buffer(":\n\n");
    }

    @Override
    public Buffer end(Problem reason) {
        return Buffer.buffer("event: end\ndata: ").appendBytes(reason.toJson()).appendString("\n\n");
    }
}
