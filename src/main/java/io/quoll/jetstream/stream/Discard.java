package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonInput;

/** What goes when a stream is full: its oldest messages, or the new one. */
public enum Discard {
    OLD("old"),
    NEW("new");

    private final String word;

    Discard(String word) {
        this.word = word;
    }

    /** What JSON calls it. */
    public String word() {
        return word;
    }

    static Discard read(JsonInput value) {
        String text = value.text();
        for (Discard each : values()) {
            if (each.word.equals(text)) {
                return each;
            }
        }
        throw value.unknownWord(text);
    }
}
