package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.JsonInput;

/** Where in its stream a consumer begins. */
public enum DeliverPolicy {
    ALL("all"),
    LAST("last"),
    NEW("new"),
    BY_START_SEQUENCE("by_start_sequence"),
    BY_START_TIME("by_start_time"),
    LAST_PER_SUBJECT("last_per_subject");

    private final String word;

    DeliverPolicy(String word) {
        this.word = word;
    }

    /** What error texts call it. */
    String shown() {
        return word.replace('_', ' ');
    }

    /** What JSON calls it. */
    public String word() {
        return word;
    }

    static DeliverPolicy read(JsonInput value) {
        String text = value.text();
        for (DeliverPolicy each : values()) {
            if (each.word.equals(text)) {
                return each;
            }
        }
        throw value.unknownWord(text);
    }
}
