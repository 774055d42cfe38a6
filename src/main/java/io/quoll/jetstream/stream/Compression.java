package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonInput;

/** How sealed segments of a stream are compressed. */
public enum Compression {
    NONE("none"),
    S2("s2");

    private final String word;

    Compression(String word) {
        this.word = word;
    }

    /** What JSON calls it. */
    public String word() {
        return word;
    }

    static Compression read(JsonInput value) {
        String text = value.text();
        for (Compression each : values()) {
            if (each.word.equals(text)) {
                return each;
            }
        }
        throw value.unknownWord(text);
    }
}
