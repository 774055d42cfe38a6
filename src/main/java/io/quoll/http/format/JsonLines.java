package io.quoll.http.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.http.problem.Problem;
import io.quoll.message.MessageBatch;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** One JSON object a line. Lines that are no messages have a member {@code event}. */
final class JsonLines implements StreamFormat {

    private static final String HEARTBEAT = "{\"event\":\"heartbeat\"}\n";

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
        return JsonBuffer.of(batch.size() * 2, json -> {
            if (batch.missedBefore() > 0) {
                writeGap(json, batch.missedBefore());
                json.writeRaw('\n');
            }
            while (batch.next()) {
                text.write(json, batch);
                json.writeRaw('\n');
            }
        });
    }

    private static void writeGap(JsonGenerator json, long missed) throws IOException {
        json.writeStartObject();
        json.writeStringField("event", "gap");
        json.writeNumberField("dropped", missed);
        json.writeEndObject();
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
