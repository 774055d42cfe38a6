package io.quoll.config;

/** A flag of the command line as it was given, dashes included, and the text of its value. */
public record GivenFlag(String flag, String text) {

    /** The value may be a secret. */
    @Override
    public String toString() {
        return flag;
    }

    ConfigValue toValue() {
        return new ConfigValue.Text(text, new Origin.Flag(flag));
    }
}
