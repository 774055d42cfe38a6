package io.quoll.subject;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The subject that a transform is writing. */
final class TransformOutput {

    private final ByteArrayOutputStream bytes;

    TransformOutput(int expected) {
        bytes = new ByteArrayOutputStream(expected);
    }

    void dot() {
        bytes.write('.');
    }

    void write(byte[] from, int start, int end) {
        bytes.write(from, start, end - start);
    }

    void write(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
