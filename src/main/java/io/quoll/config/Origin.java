package io.quoll.config;

/** Where the value of a setting was given; written in front of every complaint and into the start-up log. */
public sealed interface Origin permits Position, Origin.Flag, Origin.Property, Origin.Default {

    /** The origin as it is shown to the operator, such as {@code quoll.conf:3:7} or {@code flag --port}. */
    String describe();

    /** A command-line flag, with its dashes as they were written. */
    record Flag(String name) implements Origin {
        @Override
        public String describe() {
            return "flag " + name;
        }
    }

    /** A property {@code quoll.*}, from whatever source of properties it came, environment variables included. */
    record Property(String name) implements Origin {
        @Override
        public String describe() {
            return "property " + name;
        }
    }

    /** Nobody gave it. */
    record Default() implements Origin {
        @Override
        public String describe() {
            return "default";
        }
    }
}
