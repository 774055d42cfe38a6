package io.quoll.http.keyvalue;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.http.format.Utf8;
import io.quoll.http.stored.StoredMessage;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import java.io.IOException;
import java.time.Instant;

/** One revision of a key. Immutable. */
record KeyEntry(String key, long revision, Instant time, Operation operation, Message message) {

    static final String OPERATION = "KV-Operation";

    private static final String MARKER_REASON = "Nats-Marker-Reason";

    /** What a revision did to its key. */
    enum Operation {
        PUT,
        DEL,
        PURGE;

        static Operation of(Headers headers) {
            String said = headers.first(OPERATION);
            String reason = headers.first(MARKER_REASON);
            if ("PURGE".equals(said) || "MaxAge".equals(reason) || "Purge".equals(reason)) {
                return PURGE;
            }
            return "DEL".equals(said) || "Remove".equals(reason) ? DEL : PUT;
        }
    }

    static KeyEntry of(Bucket bucket, StoredMessage stored) {
        return new KeyEntry(
                bucket.keyOf(stored.message().subject()),
                stored.sequence(),
                stored.time(),
                Operation.of(stored.message().headers()),
                stored.message());
    }

    Headers headers() {
        return message.headers();
    }

    byte[] value() {
        return message.payload();
    }

    boolean isPut() {
        return operation == Operation.PUT;
    }

    /**
     * @param withValue false where the value was not even read
     */
    void writeTo(JsonGenerator json, boolean withValue) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", key);
        json.writeNumberField("revision", revision);
        json.writeStringField("operation", operation.name());
        json.writeStringField("time", time.toString());
        if (withValue && isPut()) {
            byte[] value = value();
            if (Utf8.isValid(value, 0, value.length)) {
                json.writeFieldName("value");
                json.writeUTF8String(value, 0, value.length);
            } else {
                json.writeFieldName("value_base64");
                json.writeBinary(value);
            }
        }
        json.writeEndObject();
    }
}
