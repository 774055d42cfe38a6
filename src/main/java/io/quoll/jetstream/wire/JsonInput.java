package io.quoll.jetstream.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * JSON as clients send it, read as nats-server reads it: names in either case, {@code null} as if the field were not there,
 * and, unless told otherwise, no field that is not known. Whatever is wrong is an {@link ApiError#INVALID_JSON}. For one
 * thread.
 */
public final class JsonInput {

    /** Takes the fields of an object. */
    @FunctionalInterface
    public interface Fields {
        /**
         * Takes one field, whose value is read from the input.
         *
         * @param name in lower case, unless {@link #keepsCase}
         * @return false if there is no such field
         */
        boolean take(String name, JsonInput value);

        /** Whether names are given as they are written. */
        default boolean keepsCase() {
            return false;
        }
    }

    /** The fields with their names as they are written: for objects that are maps. */
    public static Fields keepingCase(Fields fields) {
        return new Fields() {
            @Override
            public boolean take(String name, JsonInput value) {
                return fields.take(name, value);
            }

            @Override
            public boolean keepsCase() {
                return true;
            }
        };
    }

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;
    private final boolean strict;
    private String owner;
    private String field = "";

    private JsonInput(JsonParser parser, boolean strict, String owner) {
        this.parser = parser;
        this.strict = strict;
        this.owner = owner;
    }

    /**
     * Reads one object with nothing behind it.
     *
     * @param owner what errors call the object
     * @param strict whether fields that are not known are an error
     */
    public static void object(byte[] json, String owner, boolean strict, Fields fields) {
        try (JsonParser parser = JSON.createParser(new String(json, StandardCharsets.UTF_8))) {
            JsonInput input = new JsonInput(parser, strict, owner);
            if (parser.nextToken() == null) {
                throw invalid("unexpected end of JSON input");
            }
            input.objectAtHand(owner, fields);
            if (parser.nextToken() != null) {
                throw invalid("invalid character after top-level value");
            }
        } catch (IOException e) {
            throw invalid(reason(e));
        }
    }

    /** Whether it looks like an object or an array; other requests have their own forms. */
    public static boolean isObjectOrArray(byte[] json) {
        for (byte b : json) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    private static ApiException invalid(String reason) {
        return ApiError.INVALID_JSON.with(reason);
    }

    private static String reason(IOException e) {
        if (e instanceof JsonProcessingException wrong) {
            String text = wrong.getOriginalMessage();
            return text.startsWith("Unexpected end-of-input") ? "unexpected EOF" : text;
        }
        return String.valueOf(e.getMessage());
    }

    /** The fields of the object that is the value at hand. */
    public void fields(String name, Fields fields) {
        String outer = owner;
        try {
            objectAtHand(name, fields);
        } catch (IOException e) {
            throw invalid(reason(e));
        } finally {
            owner = outer;
        }
    }

    private void objectAtHand(String name, Fields fields) throws IOException {
        owner = name;
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != JsonToken.START_OBJECT) {
            throw mismatch(name);
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String written = parser.currentName();
            owner = name;
            field = written;
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                continue;
            }
            String known = fields.keepsCase() ? written : written.toLowerCase(Locale.ROOT);
            if (!fields.take(known, this)) {
                if (strict) {
                    throw invalid("json: unknown field \"" + written + "\"");
                }
                parser.skipChildren();
            }
        }
    }

    /** Reads over the value, whatever it is. */
    public void skip() {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw invalid(reason(e));
        }
    }

    public String text() {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw mismatch("string");
        }
        try {
            return parser.getText();
        } catch (IOException e) {
            throw invalid(reason(e));
        }
    }

    public boolean flag() {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw mismatch("bool");
        };
    }

    public long number() {
        return integer("int64", Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public int smallNumber() {
        return (int) integer("int", Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A number that is not negative. Larger ones than Java's longs are taken as the largest of them. */
    public long unsigned() {
        return integer("uint64", 0, Long.MAX_VALUE);
    }

    private long integer(String type, long least, long most) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw mismatch(type);
        }
        try {
            BigInteger value = parser.getBigIntegerValue();
            if (value.signum() < 0 && value.compareTo(BigInteger.valueOf(least)) < 0) {
                throw invalid("json: cannot unmarshal number " + value + " into Go struct field " + place()
                        + " of type " + type);
            }
            return value.min(BigInteger.valueOf(most)).longValue();
        } catch (IOException e) {
            throw invalid(reason(e));
        }
    }

    /** A time as nanoseconds since the epoch. */
    public long time() {
        String text = text();
        try {
            return Timestamps.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid("parsing time \"" + text + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse");
        }
    }

    public List<String> texts() {
        return list(JsonInput::text);
    }

    public <T> List<T> list(Function<? super JsonInput, ? extends T> element) {
        List<T> list = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw mismatch("[]");
        }
        try {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(element.apply(this));
            }
        } catch (IOException e) {
            throw invalid(reason(e));
        }
        return list;
    }

    public Map<String, String> textMap() {
        Map<String, String> map = new LinkedHashMap<>();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw mismatch("map[string]string");
        }
        try {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_NULL) {
                    map.put(name, text());
                }
            }
        } catch (IOException e) {
            throw invalid(reason(e));
        }
        return map;
    }

    /** What nats-server says of a word that is none of those a field knows. */
    public ApiException unknownWord(String word) {
        return invalid("can not unmarshal \"\\\"" + word + "\\\"\"");
    }

    private String place() {
        return owner + "." + field;
    }

    private ApiException mismatch(String type) {
        String found =
                switch (parser.currentToken()) {
                    case VALUE_STRING -> "string";
                    case VALUE_TRUE, VALUE_FALSE -> "bool";
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
                    case START_ARRAY -> "array";
                    case START_OBJECT -> "object";
                    default -> "value";
                };
        String where = field.isEmpty() ? "Go value of type server." + owner : "Go struct field " + place();
        return invalid(
                "json: cannot unmarshal " + found + " into " + where + (field.isEmpty() ? "" : " of type " + type));
    }
}
