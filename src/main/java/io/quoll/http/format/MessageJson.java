package io.quoll.http.format;

import io.quoll.message.MessageBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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

    private static final byte[] SEQUENCE_FIELD = field(SEQUENCE);
    private static final byte[] TIME_FIELD = field(TIME);
    private static final byte[] PLACE_FIELD = field(PLACE);
    private static final byte[] DELIVERIES_FIELD = field(DELIVERIES);
    private static final byte[] TOKEN_FIELD = field(TOKEN);
    private static final byte[] SUBJECT_FIELD = field(SUBJECT);
    private static final byte[] REPLY_FIELD = field(REPLY);
    private static final byte[] HEADERS_FIELD = field(HEADERS);
    private static final byte[] PAYLOAD_FIELD = field(PAYLOAD);
    private static final byte[] PAYLOAD_BASE64_FIELD = field(PAYLOAD_BASE64);

    private static byte[] field(String name) {
        return ("\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(JsonBuffer json, MessageBatch batch) {
        json.raw('{');
        if (batch.isStored()) {
            place(json, batch);
        }
        json.raw(SUBJECT_FIELD);
        text(json, batch.array(), batch.subjectStart(), batch.subjectLength());
        if (batch.replyLength() > 0) {
            json.raw(',').raw(batch.isStored() ? TOKEN_FIELD : REPLY_FIELD);
            text(json, batch.array(), batch.replyStart(), batch.replyLength());
        }
        if (batch.headerLength() > 0) {
            headers(json, batch.headers().asMap());
        }
        payload(json, batch.array(), batch.payloadStart(), batch.payloadLength());
        json.raw('}');
    }

    private static void place(JsonBuffer json, MessageBatch batch) {
        json.raw(SEQUENCE_FIELD).number(batch.sequence()).raw(',');
        json.raw(TIME_FIELD).raw('"').time(batch.timeNanos()).raw('"').raw(',');
        if (batch.snapshotEnd() > 0) {
            json.raw(PLACE_FIELD).raw('"');
            StreamPlace.write(json, batch);
            json.raw('"').raw(',');
        }
        if (batch.deliveries() > 0) {
            json.raw(DELIVERIES_FIELD).number(batch.deliveries()).raw(',');
        }
    }

    /** A subject need not be UTF-8; one that is not is shown with replacement characters. */
    private static void text(JsonBuffer json, byte[] bytes, int start, int length) {
        if (Utf8.isValid(bytes, start, start + length)) {
            json.string(bytes, start, length);
        } else {
            json.string(new String(bytes, start, length, StandardCharsets.UTF_8));
        }
    }

    private static void headers(JsonBuffer json, Map<String, List<String>> headers) {
        json.raw(',').raw(HEADERS_FIELD).generate(to -> {
            to.writeStartObject();
            for (Map.Entry<String, List<String>> header : headers.entrySet()) {
                to.writeArrayFieldStart(header.getKey());
                for (String value : header.getValue()) {
                    to.writeString(value);
                }
                to.writeEndArray();
            }
            to.writeEndObject();
        });
    }

    private static void payload(JsonBuffer json, byte[] bytes, int start, int length) {
        json.raw(',');
        if (Utf8.isValid(bytes, start, start + length)) {
            json.raw(PAYLOAD_FIELD).string(bytes, start, length);
        } else {
            ByteBuffer encoded = Base64.getEncoder().encode(ByteBuffer.wrap(bytes, start, length));
            json.raw(PAYLOAD_BASE64_FIELD).raw('"').raw(encoded.array()).raw('"');
        }
    }
}
