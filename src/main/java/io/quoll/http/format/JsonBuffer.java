package io.quoll.http.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.Unpooled;
import io.quoll.message.DecimalDigits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * JSON on its way out, in one array that grows and is given away at the end: field by field, so that nothing has to be known of
 * any class at run time. What every message has is put down byte by byte; the rest is {@linkplain #generate generated}. For one
 * thread.
 */
public final class JsonBuffer {

    static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int LEAST_CAPACITY = 64;

    private final TimeText times = new TimeText();
    private byte[] bytes;
    /** The same bytes, for numbers. */
    private ByteBuffer view;

    private int length;
    private @Nullable JsonGenerator generator;

    public JsonBuffer(int expectedSize) {
        this.bytes = new byte[Math.max(LEAST_CAPACITY, expectedSize)];
        this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What writes field by field. */
    public interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** What the writing leaves, whatever separates its values. */
    public static Buffer of(int expectedSize, Writing writing) {
        return new JsonBuffer(expectedSize).generate(writing).buffer();
    }

    /** Has the writing go on where this is. */
    public JsonBuffer generate(Writing writing) {
        try {
            JsonGenerator json = generator;
            if (json == null) {
                json = JSON.createGenerator(new Appending());
                json.setRootValueSeparator(null);
                generator = json;
            }
            writing.to(json);
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON could not be written to memory", e);
        }
        return this;
    }

    /** As it is. */
    JsonBuffer raw(byte[] some) {
        return raw(some, 0, some.length);
    }

    private JsonBuffer raw(byte[] from, int start, int count) {
        ensure(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
        return this;
    }

    JsonBuffer raw(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** A number that is not negative. */
    JsonBuffer number(long value) {
        ensure(DecimalDigits.MOST);
        length = DecimalDigits.put(view, length, value);
        return this;
    }

    /** A time without its quotes. */
    JsonBuffer time(long epochNanos) {
        ensure(TimeText.LONGEST);
        length = times.put(view, length, epochNanos);
        return this;
    }

    JsonBuffer string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return string(utf8, 0, utf8.length);
    }

    /** A string of what is UTF-8, in quotes and with whatever has to be escaped. */
    JsonBuffer string(byte[] text, int start, int count) {
        ensure(count + 2);
        bytes[length++] = '"';
        int end = start + count;
        int from = start;
        for (int at = PlainText.end(text, from, end); at < end; at = PlainText.end(text, from, end)) {
            raw(text, from, at - from);
            escape(text[at]);
            from = at + 1;
        }
        return raw(text, from, end - from).raw('"');
    }

    private void escape(byte special) {
        raw('\\');
        switch (special) {
            case '"', '\\' -> raw((char) special);
            case '\b' -> raw('b');
            case '\t' -> raw('t');
            case '\n' -> raw('n');
            case '\f' -> raw('f');
            case '\r' -> raw('r');
            default -> raw('u').raw('0').raw('0').raw((char) HEX[special >> 4]).raw((char) HEX[special & 0xF]);
        }
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
            view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** All of it. Nothing is to be written any more. */
    public Buffer buffer() {
        try {
            if (generator != null) {
                generator.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("JSON could not be written to memory", e);
        }
        return BufferImpl.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
    }

    private final class Appending extends OutputStream {

        @Override
        public void write(int one) {
            raw((char) one);
        }

        @Override
        public void write(byte[] from, int start, int count) {
            raw(from, start, count);
        }
    }
}
