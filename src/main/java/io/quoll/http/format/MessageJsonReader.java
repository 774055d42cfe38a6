package io.quoll.http.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON object of one message, as {@link MessageJson} writes it. A header may have a single value without a list, and
 * a payload that is no text is the JSON it is given as. What only a stream or a consumer says of a message is passed over, so that
 * what was read can be published. For one object; unknown members are refused, since nobody would notice that they did nothing.
 */
final class MessageJsonReader {

    private final MessageLimits limits;
    private @Nullable String subject;
    private @Nullable String reply;
    private Map<String, List<String>> headers = Map.of();
    private byte @Nullable [] payload;

    private MessageJsonReader(MessageLimits limits) {
        this.limits = limits;
    }

    /**
     * @throws ProblemException if it is no message
     */
    static Message read(byte[] bytes, int start, int length, MessageLimits limits) {
        MessageJsonReader reader = new MessageJsonReader(limits);
        try (JsonParser json = JsonBuffer.JSON.createParser(bytes, start, length)) {
            reader.object(json);
            if (json.nextToken() != null) {
                throw invalid("something follows the object");
            }
        } catch (JsonParseException e) {
            throw invalid("not JSON: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw invalid(e.getOriginalMessage());
        } catch (IOException e) {
            throw invalid("not JSON: " + e.getMessage());
        }
        return reader.message();
    }

    private void object(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw invalid("a message is a JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case MessageJson.SUBJECT -> subject = string(json, name);
                case MessageJson.REPLY -> reply = string(json, name);
                case MessageJson.HEADERS -> headers = headers(json);
                case MessageJson.PAYLOAD -> setPayload(payload(json));
                case MessageJson.PAYLOAD_BASE64 -> setPayload(base64(json));
                case MessageJson.SEQUENCE,
                        MessageJson.TIME,
                        MessageJson.PLACE,
                        MessageJson.DELIVERIES,
                        MessageJson.TOKEN -> json.skipChildren();
                default -> throw invalid("unknown member '" + name + "'");
            }
        }
    }

    private static String string(JsonParser json, String name) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid("'" + name + "' must be a string");
        }
        return json.getText();
    }

    private static Map<String, List<String>> headers(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw invalid("'headers' must be an object");
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            List<String> values = headers.computeIfAbsent(name, k -> new ArrayList<>());
            if (json.nextToken() == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    values.add(string(json, "headers." + name));
                }
            } else {
                values.add(string(json, "headers." + name));
            }
        }
        return headers;
    }

    private static byte[] payload(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText().getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator copy = JsonBuffer.JSON.createGenerator(out)) {
            copy.copyCurrentStructure(json);
        }
        return out.toByteArray();
    }

    private static byte[] base64(JsonParser json) throws IOException {
        string(json, MessageJson.PAYLOAD_BASE64);
        return json.getBinaryValue();
    }

    private void setPayload(byte[] bytes) {
        if (payload != null) {
            throw invalid("a message has one payload");
        }
        payload = bytes;
    }

    private Message message() {
        if (subject == null) {
            throw invalid("a message needs a 'subject'");
        }
        return ValidMessage.of(subject, reply, headers, payload == null ? new byte[0] : payload, limits);
    }

    private static ProblemException invalid(String detail) {
        return Problem.of(ProblemType.INVALID_BODY, detail).asException();
    }
}
