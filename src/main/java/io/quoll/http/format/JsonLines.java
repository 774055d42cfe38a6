package io.quoll.http.format;

import io.quoll.http.problem.Problem;
import io.quoll.message.MessageBatch;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** One JSON object a line. Lines that are no messages have a member {@code event}. */
final class JsonLines implements StreamFormat {

    private static final String HEARTBEAT = "{\"event\":\"heartbeat\"}\n";
    private static final byte[] GAP = "{\"event\":\"gap\",\"dropped\":".getBytes(StandardCharsets.US_ASCII);

    private final MessageText text;

    JsonLines(MessageText text) {
        this.text = text;
    }

    @Override
    public String contentType() {
        return NDJSON_TYPE;
    }

    @Override
    public Buffer opening() {
        return Buffer.buffer();
    }

    @Override
    public Buffer messages(MessageBatch batch) {
        JsonBuffer json = new JsonBuffer(batch.size() * 2);
        if (batch.missedBefore() > 0) {
            json.raw(GAP).number(batch.missedBefore()).raw('}').raw('\n');
        }
        while (batch.next()) {
            text.write(json, batch);
            json.raw('\n');
        }
        return json.buffer();
    }

    @Override
    public Buffer receipt(byte[] json) {
        return Buffer.buffer(json.length + 1).appendBytes(json).appendByte((byte) '\n');
    }

    @Override
    public Buffer heartbeat() {
        return Buffer.buffer(HEARTBEAT);
    }

    @Override
    public Buffer end(Problem reason) {
        return JsonBuffer.of(512, json -> {
            json.writeStartObject();
            json.writeStringField("event", "end");
            json.writeFieldName("problem");
            reason.writeTo(json);
            json.writeEndObject();
            json.writeRaw('\n');
        });
    }
}
