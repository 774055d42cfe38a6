package io.quoll.http.format;

import io.quoll.http.problem.Problem;
import io.quoll.message.MessageBatch;
import io.vertx.core.buffer.Buffer;

/**
 * Server-Sent Events as browsers read them: a message is an event without a name, what is no message has one. What comes out
 * of a stream has its {@linkplain StreamPlace place} as id. Comments are signs of life.
 */
final class ServerSentEvents implements StreamFormat {

    private final MessageText text;

    ServerSentEvents(MessageText text) {
        this.text = text;
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
        return JsonBuffer.of(batch.size() * 2, json -> {
            if (batch.missedBefore() > 0) {
                json.writeRaw("event: gap\ndata: {\"dropped\":" + batch.missedBefore() + "}\n\n");
            }
            while (batch.next()) {
                if (batch.isStored() && batch.replyLength() == 0) {
                    json.writeRaw("id: ");
                    json.writeRaw(StreamPlace.text(batch));
                    json.writeRaw('\n');
                }
                json.writeRaw("data: ");
                text.write(json, batch);
                json.writeRaw("\n\n");
            }
        });
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
