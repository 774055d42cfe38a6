package io.quoll.jetstream.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds and changes lines of a header block without reading the others: those pass byte for byte. Stateless. */
public final class HeaderBlock {

    public static final byte[] NONE = {};

    private static final byte[] FIRST_LINE = "NATS/1.0\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = {'\r', '\n'};

    private HeaderBlock() {}

    /** The value of the first header of that name, or null. */
    public static @Nullable String first(byte[] block, String name) {
        int line = lineOf(block, name);
        if (line < 0) {
            return null;
        }
        int from = line + name.length() + 1;
        int end = endOfLine(block, from);
        return new String(block, from, end - from, StandardCharsets.UTF_8).strip();
    }

    /** The value of the first header of that name as a number, or 0 if there is none. */
    public static long number(byte[] block, String name) {
        String value = first(block, name);
        try {
            return value == null ? 0 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The block with one more header behind the others. */
    public static byte[] with(byte[] block, String name, String value) {
        byte[] line = (name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(block.length + line.length + FIRST_LINE.length + 2);
        if (block.length == 0) {
            out.writeBytes(FIRST_LINE);
        } else {
            out.write(block, 0, block.length - CRLF.length);
        }
        out.writeBytes(line);
        out.writeBytes(CRLF);
        return out.toByteArray();
    }

    /** The block with the only header of that name having that value. */
    public static byte[] replacing(byte[] block, String name, String value) {
        return with(without(block, name), name, value);
    }

    /** The block without headers of that name; empty if no other is left. */
    public static byte[] without(byte[] block, String name) {
        byte[] rest = block;
        for (int line = lineOf(rest, name); line >= 0; line = lineOf(rest, name)) {
            rest = withoutLine(rest, line);
        }
        return rest != block && rest.length <= FIRST_LINE.length + CRLF.length ? NONE : rest;
    }

    /** The block without headers whose names begin so; empty if no other is left. */
    public static byte[] withoutPrefix(byte[] block, String prefix) {
        byte[] rest = block;
        byte[] wanted = prefix.getBytes(StandardCharsets.US_ASCII);
        for (int line = lineBeginning(rest, wanted); line >= 0; line = lineBeginning(rest, wanted)) {
            rest = withoutLine(rest, line);
        }
        return rest != block && rest.length <= FIRST_LINE.length + CRLF.length ? NONE : rest;
    }

    private static byte[] withoutLine(byte[] block, int line) {
        int next = endOfLine(block, line) + CRLF.length;
        byte[] shorter = new byte[block.length - (next - line)];
        System.arraycopy(block, 0, shorter, 0, line);
        System.arraycopy(block, next, shorter, line, block.length - next);
        return shorter;
    }

    /** Where the line of that header begins, or -1. */
    private static int lineOf(byte[] block, String name) {
        return lineBeginning(block, (name + ":").getBytes(StandardCharsets.US_ASCII));
    }

    private static int lineBeginning(byte[] block, byte[] wanted) {
        int line = endOfLine(block, 0) + CRLF.length;
        while (line < block.length) {
            if (line + wanted.length <= block.length
                    && Arrays.equals(block, line, line + wanted.length, wanted, 0, wanted.length)) {
                return line;
            }
            line = endOfLine(block, line) + CRLF.length;
        }
        return -1;
    }

    private static int endOfLine(byte[] block, int from) {
        int at = from;
        while (at + 1 < block.length && !(block[at] == '\r' && block[at + 1] == '\n')) {
            at++;
        }
        return at + 1 < block.length ? at : block.length;
    }
}
