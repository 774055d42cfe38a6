package io.quoll.protocol;

import java.nio.charset.StandardCharsets;

/**
 * What a client sent, in double quotes and fit to be part of a line: as Go's {@code %q} writes it, which clients know from
 * nats-server. Bytes that are not UTF-8 and characters that cannot be seen become escapes.
 */
public final class QuotedBytes {

    private static final int ASCII_END = 0x80;
    private static final String NAMED = "\u0007\b\f\n\r\t\u000B\\\"";
    private static final String NAMES = "abfnrtv\\\"";

    private QuotedBytes() {}

    public static String of(byte[] bytes) {
        StringBuilder quoted = new StringBuilder(bytes.length + 2).append('"');
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(sequenceLength(bytes[at]), bytes.length - at);
            String text = new String(bytes, at, length, StandardCharsets.UTF_8);
            int character = text.codePointAt(0);
            boolean whole = text.codePointCount(0, text.length()) == 1
                    && text.getBytes(StandardCharsets.UTF_8).length == length
                    && isWhat(text, bytes, at);
            if (whole) {
                append(quoted, character);
                at += length;
            } else {
                quoted.append("\\x%02x".formatted(bytes[at] & 0xFF));
                at++;
            }
        }
        return quoted.append('"').toString();
    }

    private static int sequenceLength(byte first) {
        int ones = Integer.numberOfLeadingZeros(~(first << 24));
        return Math.max(1, Math.min(4, ones));
    }

    /** Whether decoding has replaced nothing. */
    private static boolean isWhat(String text, byte[] bytes, int at) {
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < again.length; i++) {
            if (again[i] != bytes[at + i]) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder quoted, int character) {
        int named = NAMED.indexOf(character);
        if (named >= 0) {
            quoted.append('\\').append(NAMES.charAt(named));
        } else if (isVisible(character)) {
            quoted.appendCodePoint(character);
        } else if (character < ASCII_END) {
            quoted.append("\\x%02x".formatted(character));
        } else if (Character.isBmpCodePoint(character)) {
            quoted.append("\\u%04x".formatted(character));
        } else {
            quoted.append("\\U%08x".formatted(character));
        }
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
