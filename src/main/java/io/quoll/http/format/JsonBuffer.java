package io.quoll.http.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON written field by field into a buffer, so that nothing has to be known of any class at run time. */
public final class JsonBuffer {

    static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonBuffer() {}

    /** What writes. */
    public interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** What the writing leaves, whatever separates its values. */
    public static Buffer of(int expectedSize, Writing writing) {
        Bytes out = new Bytes(expectedSize);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.setRootValueSeparator(null);
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("JSON could not be written to memory", e);
        }
        return out.buffer();
    }

    /** Gives its array away instead of a copy. */
    private static final class Bytes extends ByteArrayOutputStream {

        Bytes(int expectedSize) {
            super(expectedSize);
        }

        Buffer buffer() {
            return BufferImpl.buffer(Unpooled.wrappedBuffer(buf, 0, count));
        }
    }
}
