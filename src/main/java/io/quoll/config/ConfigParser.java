package io.quoll.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads one file of the nats-server configuration format into a {@link Scope}. The format is a superset of JSON: keys
 * need no quotes, {@code :}, {@code =} or a blank stand between key and value, and commas, semicolons or line ends
 * between entries. Nesting is bounded by {@link #MAX_DEPTH}.
 */
final class ConfigParser {

    /** Blocks and lists within each other; deeper ones are a mistake or an attack on the stack. */
    static final int MAX_DEPTH = 100;

    /** Reads a file named by an include directive into the block where the directive stands. */
    interface Includes {
        void include(String path, Position position, Scope scope, int depth);
    }

    private final SourceText source;
    private final TextReader texts;
    private final Variables variables;
    private final Includes includes;

    ConfigParser(SourceText source, Variables variables, Includes includes) {
        this.source = source;
        this.texts = new TextReader(source);
        this.variables = variables;
        this.includes = includes;
    }

    /** Reads a text that must hold one value and nothing else, such as an environment variable. */
    static ConfigValue loneValue(String text, String file, Variables variables, Scope scope) {
        SourceText source = new SourceText(file, text);
        ConfigParser parser = new ConfigParser(source, variables, (path, position, inner, depth) -> {
            throw new ConfigException(position, "no file can be included here");
        });
        ConfigValue value = parser.value(scope, 0);
        source.skipToContent();
        if (source.peek() != SourceText.END) {
            throw new ConfigException(source.position(), "expected the end but found " + source.shown());
        }
        return value;
    }

    /** Reads the whole file; braces around all of it are optional. */
    void readFile(Scope scope, int depth) {
        source.skipToContent();
        if (source.peek() != '{') {
            entries(scope, SourceText.END, depth);
            return;
        }
        Position start = source.position();
        source.take();
        entries(scope, '}', depth);
        closeBlock(start);
        source.skipToContent();
        if (source.peek() != SourceText.END) {
            throw new ConfigException(
                    source.position(), "expected the end of the file after '}' but found " + source.shown());
        }
    }

    private void entries(Scope scope, int closing, int depth) {
        while (true) {
            source.skipToContent();
            if (source.peek() == SourceText.END || source.peek() == closing) {
                return;
            }
            if (source.peek() == ',' || source.peek() == ';') {
                source.take();
                continue;
            }
            entry(scope, depth);
            endOfEntry(closing);
        }
    }

    private void entry(Scope scope, int depth) {
        Position position = source.position();
        boolean quoted = texts.atQuote();
        String key = quoted ? texts.quoted() : texts.bareKey();
        if (key.isEmpty()) {
            throw new ConfigException(
                    position, quoted ? "a key must not be empty" : "expected a key but found " + source.shown());
        }
        source.skipBlanks();
        boolean separated = source.peek() == ':' || source.peek() == '=';
        if (!quoted && !separated && key.toLowerCase(Locale.ROOT).equals("include")) {
            include(scope, depth);
            return;
        }
        if (separated) {
            source.take();
        }
        toValue(key, position, separated);
        scope.define(new ConfigEntry(key, position, value(scope, depth)));
    }

    private void include(Scope scope, int depth) {
        Position position = source.position();
        String path = texts.atQuote() ? texts.quoted() : texts.bare();
        if (path.isEmpty()) {
            throw new ConfigException(position, "include needs the name of a file");
        }
        includes.include(path, position, scope, depth);
    }

    /** Skips to the value of a key. Only a value that shows its own beginning may stand on a later line. */
    private void toValue(String key, Position position, boolean separated) {
        source.skipBlanks();
        int ahead = 0;
        while (source.peek(ahead) == '\n' || SourceText.isBlank(source.peek(ahead))) {
            ahead++;
        }
        int first = source.peek(ahead);
        boolean opens = first == '{' || (separated && (first == '[' || first == '(' || first == '"' || first == '\''));
        if (opens) {
            source.take(ahead);
        }
        switch (source.peek()) {
            case SourceText.END, '\n', ',', ';', ']', '}' ->
                throw new ConfigException(position, "the key '" + key + "' has no value");
            case '#' ->
                throw new ConfigException(
                        position, "the key '" + key + "' has no value; a value that begins with '#' needs quotes");
            default -> {}
        }
    }

    private void endOfEntry(int closing) {
        source.skipBlanks();
        int next = source.peek();
        boolean ended = next == SourceText.END || next == '\n' || next == ',' || next == ';' || next == closing;
        if (!ended && !source.atComment()) {
            throw new ConfigException(
                    source.position(),
                    "expected the end of the line, ',' or a comment after the value but found " + source.shown());
        }
    }

    private ConfigValue value(Scope scope, int depth) {
        Position position = source.position();
        return switch (source.peek()) {
            case '{' -> block(scope, depth + 1);
            case '[' -> items(scope, depth + 1);
            case '"', '\'' -> new ConfigValue.Text(texts.quoted(), position);
            case '(' -> new ConfigValue.Text(texts.parenthesised(), position);
            default -> bare(position, scope);
        };
    }

    private ConfigValue bare(Position position, Scope scope) {
        String text = texts.bare();
        if (text.isEmpty()) {
            throw new ConfigException(position, "expected a value but found " + source.shown());
        }
        return variables.valueOf(text, position, scope);
    }

    private ConfigValue block(Scope outer, int depth) {
        Position start = opened(depth);
        Scope scope = new Scope(start, outer);
        entries(scope, '}', depth);
        closeBlock(start);
        return scope.toBlock();
    }

    private void closeBlock(Position start) {
        if (source.peek() != '}') {
            throw new ConfigException(start, "the '{' opened here is never closed");
        }
        source.take();
    }

    private ConfigValue items(Scope scope, int depth) {
        Position start = opened(depth);
        List<ConfigValue> items = new ArrayList<>();
        boolean separated = true;
        while (true) {
            boolean lineEnded = source.skipToContent();
            switch (source.peek()) {
                case ']' -> {
                    source.take();
                    return new ConfigValue.Items(items, start);
                }
                case SourceText.END -> throw new ConfigException(start, "the '[' opened here is never closed");
                case ',' -> {
                    if (separated) {
                        throw new ConfigException(source.position(), "expected a value but found ','");
                    }
                    source.take();
                    separated = true;
                }
                default -> {
                    if (!separated && !lineEnded) {
                        throw new ConfigException(
                                source.position(), "expected ',' or ']' after the value but found " + source.shown());
                    }
                    items.add(value(scope, depth));
                    separated = false;
                }
            }
        }
    }

    private Position opened(int depth) {
        Position start = source.position();
        if (depth > MAX_DEPTH) {
            throw new ConfigException(start, "blocks and lists are nested more than " + MAX_DEPTH + " deep");
        }
        source.take();
        return start;
    }
}
