package io.quoll.http.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.quoll.message.MessageBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A message as a JSON object: {@code subject}, {@code reply}, {@code headers} with a list of values each, and {@code payload}
 * as text, or {@code payload_base64} where the payload is no UTF-8. What is absent is left out, except for the payload. A
 * message of a stream has {@code seq} and {@code time} in front, and one that a consumer delivered {@code deliveries} and
 * {@code token}.
 */
public final class MessageJson implements MessageText {

    static final String SUBJECT = "subject";
    static final String REPLY = "reply";
    static final String HEADERS = "headers";
    static final String PAYLOAD = "payload";
    static final String PAYLOAD_BASE64 = "payload_base64";

    static final String SEQUENCE = "seq";
    static final String TIME = "time";
    static final String PLACE = "id";
    static final String DELIVERIES = "deliveries";
    static final String TOKEN = "token";

    private static final SerializableString SEQUENCE_FIELD = new SerializedString(SEQUENCE);
    private static final SerializableString TIME_FIELD = new SerializedString(TIME);
    private static final SerializableString TOKEN_FIELD = new SerializedString(TOKEN);
    private static final SerializableString SUBJECT_FIELD = new SerializedString(SUBJECT);
    private static final SerializableString REPLY_FIELD = new SerializedString(REPLY);
    private static final SerializableString PAYLOAD_FIELD = new SerializedString(PAYLOAD);
    private static final SerializableString PAYLOAD_BASE64_FIELD = new SerializedString(PAYLOAD_BASE64);

    @Override
    public void write(JsonGenerator json, MessageBatch batch) throws IOException {
        json.writeStartObject();
        if (batch.isStored()) {
            place(json, batch);
        }
        json.writeFieldName(SUBJECT_FIELD);
        text(json, batch.array(), batch.subjectStart(), batch.subjectLength());
        if (batch.replyLength() > 0) {
            json.writeFieldName(batch.isStored() ? TOKEN_FIELD : REPLY_FIELD);
            text(json, batch.array(), batch.replyStart(), batch.replyLength());
        }
        if (batch.headerLength() > 0) {
            headers(json, batch.headers().asMap());
        }
        payload(json, batch.array(), batch.payloadStart(), batch.payloadLength());
        json.writeEndObject();
    }

    private static void place(JsonGenerator json, MessageBatch batch) throws IOException {
        json.writeFieldName(SEQUENCE_FIELD);
        json.writeNumber(batch.sequence());
        json.writeFieldName(TIME_FIELD);
        byte[] time = TimeText.of(batch.timeNanos());
        json.writeRawUTF8String(time, 0, time.length);
        if (batch.snapshotEnd() > 0) {
            json.writeStringField(PLACE, StreamPlace.text(batch));
        }
        if (batch.deliveries() > 0) {
            json.writeNumberField(DELIVERIES, batch.deliveries());
        }
    }

    /** A subject need not be UTF-8; one that is not is shown with replacement characters. */
    private static void text(JsonGenerator json, byte[] bytes, int start, int length) throws IOException {
        if (Utf8.isValid(bytes, start, start + length)) {
            json.writeUTF8String(bytes, start, length);
        } else {
            json.writeString(new String(bytes, start, length, StandardCharsets.UTF_8));
        }
    }

    private static void headers(JsonGenerator json, Map<String, List<String>> headers) throws IOException {
        json.writeObjectFieldStart(HEADERS);
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            json.writeArrayFieldStart(header.getKey());
            for (String value : header.getValue()) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void payload(JsonGenerator json, byte[] bytes, int start, int length) throws IOException {
        if (Utf8.isValid(bytes, start, start + length)) {
            json.writeFieldName(PAYLOAD_FIELD);
            json.writeUTF8String(bytes, start, length);
        } else {
            json.writeFieldName(PAYLOAD_BASE64_FIELD);
            json.writeBinary(bytes, start, length);
        }
    }
}
