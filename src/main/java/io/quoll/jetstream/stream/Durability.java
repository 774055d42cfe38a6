package io.quoll.jetstream.stream;

import java.util.Locale;
import java.util.Optional;

/** When a publication is acknowledged. */
public enum Durability {
    /** When the disk has confirmed it; one confirmation serves all that came meanwhile. */
    ALWAYS,
    /** When the operating system has it; the disk has to confirm now and then. */
    INTERVAL,
    /** When the operating system has it, which writes it to the disk when it likes. */
    NONE;

    /** The stream's own choice among its metadata. */
    public static final String METADATA_KEY = "io.quoll.durability";

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Durability> of(String word) {
        for (Durability each : values()) {
            if (each.word().equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
