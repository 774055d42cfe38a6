package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.JsonInput;

/** Which acknowledgements a consumer waits for: none, each, or the last of several; or none but those of flow control. */
public enum AckPolicy {
    NONE("none"),
    ALL("all"),
    EXPLICIT("explicit"),
    FLOW_CONTROL("flow_control");

    private final String word;

    AckPolicy(String word) {
        this.word = word;
    }

    /** What JSON calls it. */
    public String word() {
        return word;
    }

    static AckPolicy read(JsonInput value) {
        String text = value.text();
        for (AckPolicy each : values()) {
            if (each.word.equals(text)) {
                return each;
            }
        }
        throw value.unknownWord(text);
    }
}
