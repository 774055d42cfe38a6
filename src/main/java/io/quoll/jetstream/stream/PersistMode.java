package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonInput;

/** Whether a publication is acknowledged before it is on the disk. */
public enum PersistMode {
    DEFAULT("default"),
    ASYNC("async");

    private final String word;

    PersistMode(String word) {
        this.word = word;
    }

    /** What JSON calls it. */
    public String word() {
        return word;
    }

    static PersistMode read(JsonInput value) {
        String text = value.text();
        for (PersistMode each : values()) {
            if (each.word.equals(text)) {
                return each;
            }
        }
        throw value.unknownWord(text);
    }
}
