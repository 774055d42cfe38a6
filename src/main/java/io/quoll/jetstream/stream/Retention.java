package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonInput;

/** Until when a stream keeps a message that no limit removes: for good, until all consumers or until one has had it. */
public enum Retention {
    LIMITS("limits"),
    INTEREST("interest"),
    WORKQUEUE("workqueue");

    private final String word;

    Retention(String word) {
        this.word = word;
    }

    /** What JSON calls it. */
    public String word() {
        return word;
    }

    static Retention read(JsonInput value) {
        String text = value.text();
        for (Retention each : values()) {
            if (each.word.equals(text)) {
                return each;
            }
        }
        throw value.unknownWord(text);
    }
}
