package io.quoll.account.jwt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object, read whole, with typed ways in. An absent field is empty, zero or false; one of another type is an error.
 * Bounded by the size of a token and a depth of {@link #DEEPEST}.
 */
final class JsonObject {

    private static final int DEEPEST = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final Map<String, Object> fields;

    private JsonObject(Map<String, Object> fields) {
        this.fields = fields;
    }

    static JsonObject parse(byte[] utf8) throws JwtException {
        try (JsonParser parser = JSON.createParser(utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JwtException("not a JSON object");
            }
            JsonObject object = object(parser);
            if (parser.nextToken() != null) {
                throw new JwtException("a JSON object with more behind it");
            }
            return object;
        } catch (IOException e) {
            throw new JwtException("not JSON");
        }
    }

    private static JsonObject object(JsonParser parser) throws IOException, JwtException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            if (parser.currentToken() != JsonToken.FIELD_NAME) {
                throw new JwtException("a JSON object without end");
            }
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(parser);
            if (value != null) {
                fields.put(name, value);
            }
        }
        return new JsonObject(fields);
    }

    private static @Nullable Object value(JsonParser parser) throws IOException, JwtException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JwtException("a JSON object without end");
        }
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            default -> throw new JwtException("not JSON");
        };
    }

    private static List<Object> array(JsonParser parser) throws IOException, JwtException {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object item = value(parser);
            if (item == null) {
                throw new JwtException("null in a JSON array");
            }
            items.add(item);
        }
        return items;
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    String text(String name) throws JwtException {
        return typed(name, String.class, "");
    }

    long number(String name) throws JwtException {
        return number(name, 0);
    }

    long number(String name, long absent) throws JwtException {
        return typed(name, Long.class, absent);
    }

    boolean flag(String name) throws JwtException {
        return typed(name, Boolean.class, false);
    }

    JsonObject object(String name) throws JwtException {
        return typed(name, JsonObject.class, new JsonObject(Map.of()));
    }

    List<String> texts(String name) throws JwtException {
        List<String> texts = new ArrayList<>();
        for (Object item : items(name)) {
            if (!(item instanceof String text)) {
                throw wrongType(name);
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    List<JsonObject> objects(String name) throws JwtException {
        List<JsonObject> objects = new ArrayList<>();
        for (Object item : items(name)) {
            if (!(item instanceof JsonObject object)) {
                throw wrongType(name);
            }
            objects.add(object);
        }
        return List.copyOf(objects);
    }

    /** The items as they are: texts, numbers, truths, objects and lists of these. */
    List<?> items(String name) throws JwtException {
        return typed(name, List.class, List.of());
    }

    Map<String, Long> numbers(String name) throws JwtException {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : object(name).fields.entrySet()) {
            if (!(entry.getValue() instanceof Long number)) {
                throw wrongType(name);
            }
            numbers.put(entry.getKey(), number);
        }
        return Map.copyOf(numbers);
    }

    /** The names of the fields, in their order. */
    List<String> names() {
        return List.copyOf(fields.keySet());
    }

    private <T> T typed(String name, Class<T> type, T absent) throws JwtException {
        Object value = fields.get(name);
        if (value == null) {
            return absent;
        }
        if (!type.isInstance(value)) {
            throw wrongType(name);
        }
        return type.cast(value);
    }

    private static JwtException wrongType(String name) {
        return new JwtException("the field " + name + " has the wrong type");
    }
}
