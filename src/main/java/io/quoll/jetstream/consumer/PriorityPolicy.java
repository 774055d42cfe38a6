package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.JsonInput;

/** Which of several clients that pull gets messages first. */
public enum PriorityPolicy {
    NONE("none"),
    OVERFLOW("overflow"),
    PINNED_CLIENT("pinned_client"),
    PRIORITIZED("prioritized");

    private final String word;

    PriorityPolicy(String word) {
        this.word = word;
    }

    /** What JSON calls it. */
    public String word() {
        return word;
    }

    static PriorityPolicy read(JsonInput value) {
        String text = value.text();
        for (PriorityPolicy each : values()) {
            if (each.word.equals(text)) {
                return each;
            }
        }
        throw value.unknownWord(text);
    }
}
