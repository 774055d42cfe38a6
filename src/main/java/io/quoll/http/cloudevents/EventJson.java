package io.quoll.http.cloudevents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.quoll.http.format.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as JSON, one or a batch. Data is written as JSON where its type says JSON and it is, as text where the type says text
 * and it is UTF-8, and in base64 otherwise. Attributes that are numbers or truths are read as their text and written as text.
 */
public final class EventJson {

    private static final JsonFactory JSON = new JsonFactory();

    private EventJson() {}

    /** The one event of structured mode; anything else is a {@link io.quoll.http.problem.ProblemException}. */
    public static CloudEvent readOne(byte[] bytes) {
        return read(bytes, json -> {
                    if (json.nextToken() != JsonToken.START_OBJECT) {
                        throw CloudEvent.invalid("an event is a JSON object");
                    }
                    return List.of(event(json));
                })
                .get(0);
    }

    /** The events of batch mode, of which there may be none. */
    public static List<CloudEvent> readBatch(byte[] bytes) {
        return read(bytes, json -> {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw CloudEvent.invalid("a batch is a JSON array");
            }
            List<CloudEvent> events = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    throw CloudEvent.invalid("an event is a JSON object");
                }
                events.add(event(json));
            }
            return events;
        });
    }

    private interface Reading {
        List<CloudEvent> from(JsonParser json) throws IOException;
    }

    private static List<CloudEvent> read(byte[] bytes, Reading reading) {
        try (JsonParser json = JSON.createParser(bytes)) {
            List<CloudEvent> events = reading.from(json);
            if (json.nextToken() != null) {
                throw CloudEvent.invalid("something follows the event");
            }
            return events;
        } catch (JsonProcessingException e) {
            throw CloudEvent.invalid("not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw CloudEvent.invalid("not JSON: " + e.getMessage());
        }
    }

    private static CloudEvent event(JsonParser json) throws IOException {
        Map<String, String> attributes = new LinkedHashMap<>();
        byte @Nullable [] data = null;
        @Nullable String text = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("data")) {
                text = value == JsonToken.VALUE_STRING ? json.getText() : null;
                data = structure(json);
            } else if (name.equals("data_base64")) {
                if (value != JsonToken.VALUE_STRING) {
                    throw CloudEvent.invalid("'data_base64' must be a string");
                }
                text = null;
                data = json.getBinaryValue();
            } else if (value.isScalarValue()) {
                if (value != JsonToken.VALUE_NULL) {
                    attributes.put(name, json.getText());
                }
            } else {
                throw CloudEvent.invalid("attribute '" + name + "' must not be an object or a list");
            }
        }
        // A string is JSON only if the type says so; of another type it is the text.
        if (text != null && !isJson(attributes.get(CloudEvent.DATA_CONTENT_TYPE))) {
            return new CloudEvent(attributes, text.getBytes(StandardCharsets.UTF_8));
        }
        return new CloudEvent(attributes, data == null ? new byte[0] : data);
    }

    private static byte[] structure(JsonParser json) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator copy = JSON.createGenerator(out)) {
            copy.copyCurrentStructure(json);
        }
        return out.toByteArray();
    }

    /** Writes one event. */
    public static void write(JsonGenerator json, CloudEvent event) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
            json.writeStringField(attribute.getKey(), attribute.getValue());
        }
        byte[] data = event.data();
        String type = event.attribute(CloudEvent.DATA_CONTENT_TYPE);
        if (data.length > 0) {
            if (isJson(type) && isJsonText(data)) {
                json.writeFieldName("data");
                try (JsonParser parser = JSON.createParser(data)) {
                    parser.nextToken();
                    json.copyCurrentStructure(parser);
                }
            } else if (isText(type) && Utf8.isValid(data, 0, data.length)) {
                json.writeFieldName("data");
                json.writeUTF8String(data, 0, data.length);
            } else {
                json.writeFieldName("data_base64");
                json.writeBinary(data);
            }
        }
        json.writeEndObject();
    }

    /** Data without a type is JSON, says the specification. */
    private static boolean isJson(@Nullable String type) {
        if (type == null) {
            return true;
        }
        String plain = plain(type);
        return plain.endsWith("/json") || plain.endsWith("+json");
    }

    private static boolean isText(@Nullable String type) {
        return type != null && plain(type).startsWith("text/");
    }

    private static String plain(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isJsonText(byte[] data) {
        try (JsonParser json = JSON.createParser(data)) {
            if (json.nextToken() == null) {
                return false;
            }
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
