package io.quoll.config;

/** Reads the four ways to write a string: bare, in single quotes, in double quotes, and over several lines. */
final class TextReader {

    private final SourceText source;

    TextReader(SourceText source) {
        this.source = source;
    }

    boolean atQuote() {
        return source.peek() == '"' || source.peek() == '\'';
    }

    /** A string in quotes. Only double quotes know escapes; either may run over line ends. */
    String quoted() {
        Position start = source.position();
        char quote = source.take();
        StringBuilder text = new StringBuilder();
        while (source.peek() != quote) {
            if (source.peek() == SourceText.END) {
                throw new ConfigException(start, "the quote opened here is never closed");
            }
            if (quote == '"' && source.peek() == '\\') {
                escape(text);
            } else {
                text.append(source.take());
            }
        }
        source.take();
        return text.toString();
    }

    private void escape(StringBuilder text) {
        Position start = source.position();
        source.take();
        int kind = source.peek();
        switch (kind) {
            case 't' -> text.append('\t');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case '"', '\\', '/' -> text.append((char) kind);
            case 'x' -> text.append((char) hexadecimal(start, 2));
            case 'u' -> text.append((char) hexadecimal(start, 4));
            default ->
                throw new ConfigException(
                        start, "'\\' before " + source.shown() + " is no escape; write '\\\\' for a backslash");
        }
        source.take();
    }

    /** Reads the digits behind {@code x} or {@code u} and leaves the last of them to be taken by the caller. */
    private int hexadecimal(Position start, int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            source.take();
            int digit = source.peek() < 128 ? Character.digit(source.peek(), 16) : -1;
            if (source.peek() == SourceText.END || digit < 0) {
                throw new ConfigException(start, "this escape needs " + digits + " hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        return value;
    }

    /** A string over several lines; it ends where a line holds nothing before its closing parenthesis. */
    String parenthesised() {
        Position start = source.position();
        source.take();
        StringBuilder text = new StringBuilder();
        int lineStart = -1;
        while (true) {
            int next = source.peek();
            if (next == SourceText.END) {
                throw new ConfigException(start, "the '(' opened here needs a ')' on a line of its own");
            }
            if (next == ')' && lineStart >= 0 && text.substring(lineStart).isBlank()) {
                source.take();
                text.setLength(lineStart);
                return text.toString();
            }
            text.append(source.take());
            if (next == '\n') {
                lineStart = text.length();
            }
        }
    }

    /** A value without quotes: everything up to a blank, a line end, or what closes or separates values. */
    String bare() {
        StringBuilder text = new StringBuilder();
        while (!endsBare(source.peek())) {
            text.append(source.take());
        }
        return text.toString();
    }

    private static boolean endsBare(int character) {
        return switch (character) {
            case SourceText.END, ' ', '\t', '\r', '\n', ',', ';', ']', '}' -> true;
            default -> false;
        };
    }

    /** A key without quotes. */
    String bareKey() {
        StringBuilder text = new StringBuilder();
        while (!endsKey(source.peek())) {
            text.append(source.take());
        }
        return text.toString();
    }

    private static boolean endsKey(int character) {
        return switch (character) {
            case ':', '=', '{', '[', '(', ')', '"' -> true;
            default -> endsBare(character);
        };
    }
}
