package io.quoll.config;

/** The characters of one configuration file and how far they have been read. Belongs to one {@link ConfigParser}. */
final class SourceText {

    /** What {@link #peek()} sees behind the last character. */
    static final int END = -1;

    private final String file;
    private final String text;
    private int offset;
    private int line = 1;
    private int column = 1;

    SourceText(String file, String text) {
        this.file = file;
        this.text = text;
    }

    int peek() {
        return peek(0);
    }

    int peek(int ahead) {
        int at = offset + ahead;
        return at < text.length() ? text.charAt(at) : END;
    }

    /** Takes the next character; there must be one. */
    char take() {
        char taken = text.charAt(offset++);
        if (taken == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
        return taken;
    }

    void take(int characters) {
        for (int i = 0; i < characters; i++) {
            take();
        }
    }

    Position position() {
        return new Position(file, line, column);
    }

    void skipBlanks() {
        while (isBlank(peek())) {
            take();
        }
    }

    /** Skips blanks, line ends and comments, and says whether a line ended among them. */
    boolean skipToContent() {
        boolean lineEnded = false;
        while (true) {
            if (isBlank(peek())) {
                take();
            } else if (peek() == '\n') {
                take();
                lineEnded = true;
            } else if (atComment()) {
                while (peek() != END && peek() != '\n') {
                    take();
                }
            } else {
                return lineEnded;
            }
        }
    }

    boolean atComment() {
        return peek() == '#' || (peek() == '/' && peek(1) == '/');
    }

    static boolean isBlank(int character) {
        return character == ' ' || character == '\t' || character == '\r';
    }

    /** The next character as an error shows it. */
    String shown() {
        int next = peek();
        if (next == END) {
            return "the end of the file";
        }
        if (next == '\n') {
            return "the end of the line";
        }
        return Character.isISOControl(next) ? "the character U+%04X".formatted(next) : "'" + (char) next + "'";
    }
}
