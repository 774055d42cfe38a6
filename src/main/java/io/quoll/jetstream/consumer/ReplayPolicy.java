package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.JsonInput;

/** How fast what is stored is delivered: at once, or as it once arrived. */
public enum ReplayPolicy {
    INSTANT("instant"),
    ORIGINAL("original");

    private final String word;

    ReplayPolicy(String word) {
        this.word = word;
    }

    /** What JSON calls it. */
    public String word() {
        return word;
    }

    static ReplayPolicy read(JsonInput value) {
        String text = value.text();
        for (ReplayPolicy each : values()) {
            if (each.word.equals(text)) {
                return each;
            }
        }
        throw value.unknownWord(text);
    }
}
