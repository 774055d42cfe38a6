package io.quoll.jetstream.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** JSON written to memory, field by field. For one thread. The methods named {@code …IfAny} leave out what says nothing. */
public final class JsonOutput {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;

    private JsonOutput(JsonGenerator json) {
        this.json = json;
    }

    /** An object on one line. */
    public static byte[] object(Consumer<? super JsonOutput> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            fields.accept(new JsonOutput(json));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON could not be written to memory", e);
        }
        return out.toByteArray();
    }

    /** Writes the same fields through a generator that somebody else has begun. */
    public static void fields(JsonGenerator json, Consumer<? super JsonOutput> fields) {
        fields.accept(new JsonOutput(json));
    }

    private interface Step {
        void write() throws IOException;
    }

    private JsonOutput write(Step step) {
        try {
            step.write();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON could not be written", e);
        }
        return this;
    }

    public JsonOutput text(String name, String value) {
        return write(() -> json.writeStringField(name, value));
    }

    public JsonOutput textIfAny(String name, @Nullable String value) {
        return value == null || value.isEmpty() ? this : text(name, value);
    }

    public JsonOutput number(String name, long value) {
        return write(() -> json.writeNumberField(name, value));
    }

    public JsonOutput numberIfAny(String name, long value) {
        return value == 0 ? this : number(name, value);
    }

    public JsonOutput flag(String name, boolean value) {
        return write(() -> json.writeBooleanField(name, value));
    }

    public JsonOutput flagIfAny(String name, boolean value) {
        return value ? flag(name, true) : this;
    }

    /** A time in nanoseconds since the epoch; 0 is written as Go writes no time at all. */
    public JsonOutput time(String name, long epochNanos) {
        return text(name, Timestamps.shown(epochNanos));
    }

    public JsonOutput timeIfAny(String name, long epochNanos) {
        return epochNanos == 0 ? this : time(name, epochNanos);
    }

    public JsonOutput base64IfAny(String name, byte[] value) {
        return value.length == 0 ? this : write(() -> json.writeBinaryField(name, value));
    }

    public JsonOutput object(String name, Consumer<? super JsonOutput> fields) {
        return write(() -> {
            json.writeObjectFieldStart(name);
            fields.accept(this);
            json.writeEndObject();
        });
    }

    public JsonOutput texts(String name, Collection<String> values) {
        return write(() -> {
            json.writeArrayFieldStart(name);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        });
    }

    public JsonOutput textsIfAny(String name, Collection<String> values) {
        return values.isEmpty() ? this : texts(name, values);
    }

    public JsonOutput numbersIfAny(String name, long[] values) {
        return values.length == 0
                ? this
                : write(() -> {
                    json.writeFieldName(name);
                    json.writeArray(values, 0, values.length);
                });
    }

    public <T> JsonOutput objects(
            String name, Iterable<? extends T> values, BiConsumer<? super JsonOutput, ? super T> fields) {
        return write(() -> {
            json.writeArrayFieldStart(name);
            for (T value : values) {
                json.writeStartObject();
                fields.accept(this, value);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    public <T> JsonOutput objectsIfAny(
            String name, Collection<? extends T> values, BiConsumer<? super JsonOutput, ? super T> fields) {
        return values.isEmpty() ? this : objects(name, values, fields);
    }

    /** An object whose fields are the map's entries, in the order of their names. */
    public JsonOutput textMap(String name, Map<String, String> values) {
        return object(name, o -> new TreeMap<>(values).forEach(o::text));
    }
}
