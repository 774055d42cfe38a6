package io.quoll.config;

/** A place in a configuration file. Line and column count from one, columns in UTF-16 units. */
public record Position(String file, int line, int column) implements Origin {

    @Override
    public String describe() {
        return file + ":" + line + ":" + column;
    }
}
