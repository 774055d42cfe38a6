package io.quoll.config;

import java.util.Optional;

/** What the operator asked for cannot be done. The message names the place, then says in one sentence what is wrong. */
public final class ConfigException extends RuntimeException {

    private final Origin origin;
    private final String sentence;

    public ConfigException(Origin origin, String sentence) {
        super(origin.describe() + ": " + sentence);
        this.origin = origin;
        this.sentence = sentence;
    }

    public Origin origin() {
        return origin;
    }

    /** The place in a file, when a file is to blame. */
    public Optional<Position> position() {
        return origin instanceof Position position ? Optional.of(position) : Optional.empty();
    }

    /** The message without its place. */
    public String sentence() {
        return sentence;
    }
}
