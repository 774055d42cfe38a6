package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** JSON answers, written field by field, so that nothing has to be known of any class at run time. */
final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();

    private static final DefaultPrettyPrinter LAYOUT = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    private JsonText() {}

    /** What stands in an object. */
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** An object over several lines. */
    static Response indented(Fields fields) {
        return answer(Response.Status.OK, text(fields, true));
    }

    /** An object on one line. */
    static Response compact(Response.Status status, Fields fields) {
        return answer(status, text(fields, false));
    }

    /** A field that holds an object. */
    static void object(JsonGenerator json, String name, Fields fields) throws IOException {
        json.writeObjectFieldStart(name);
        fields.write(json);
        json.writeEndObject();
    }

    static void emptyObject(JsonGenerator json, String name) throws IOException {
        object(json, name, empty -> {});
    }

    static void emptyArray(JsonGenerator json, String name) throws IOException {
        json.writeArrayFieldStart(name);
        json.writeEndArray();
    }

    static void time(JsonGenerator json, String name, Instant time) throws IOException {
        json.writeStringField(name, time.toString());
    }

    private static byte[] text(Fields fields, boolean indented) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            if (indented) {
                json.setPrettyPrinter(LAYOUT.createInstance());
            }
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON could not be written to memory", e);
        }
        return out.toByteArray();
    }

    private static Response answer(Response.Status status, byte[] text) {
        return Response.status(status)
                .entity(text)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Access-Control-Allow-Origin", "*")
                .build();
    }
}
