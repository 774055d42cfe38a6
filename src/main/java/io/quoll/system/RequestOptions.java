package io.quoll.system;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a request says it wants: a flat JSON object, or nothing. What stands deeper is passed over. */
final class RequestOptions {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, List<String>> values;

    private RequestOptions(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * @throws IOException if the payload is neither empty nor a JSON object
     */
    static RequestOptions parse(byte[] payload) throws IOException {
        Map<String, List<String>> values = new HashMap<>();
        if (payload.length == 0) {
            return new RequestOptions(values);
        }
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a request must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                values.put(name, valuesOf(parser, parser.nextToken()));
            }
        }
        return new RequestOptions(values);
    }

    private static List<String> valuesOf(JsonParser parser, JsonToken token) throws IOException {
        List<String> read = new ArrayList<>();
        if (token == JsonToken.START_ARRAY) {
            for (JsonToken item = parser.nextToken();
                    item != null && item != JsonToken.END_ARRAY;
                    item = parser.nextToken()) {
                read.addAll(valuesOf(parser, item));
            }
        } else if (token == JsonToken.START_OBJECT) {
            parser.skipChildren();
        } else if (token != null && token != JsonToken.VALUE_NULL) {
            read.add(parser.getText());
        }
        return read;
    }

    /** The text, number or truth of that name; empty where there is none. */
    String text(String name) {
        List<String> found = texts(name);
        return found.isEmpty() ? "" : found.get(0);
    }

    List<String> texts(String name) {
        return values.getOrDefault(name, List.of());
    }

    boolean flag(String name) {
        return text(name).equals("true");
    }

    /** The number of that name, 0 where there is none or it is none. */
    long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
