package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonInput;

/** Where a stream keeps its messages. */
public enum StorageType {
    FILE("file"),
    MEMORY("memory");

    private final String word;

    StorageType(String word) {
        this.word = word;
    }

    /** What JSON calls it. */
    public String word() {
        return word;
    }

    static StorageType read(JsonInput value) {
        String text = value.text();
        for (StorageType each : values()) {
            if (each.word.equals(text)) {
                return each;
            }
        }
        throw value.unknownWord(text);
    }
}
