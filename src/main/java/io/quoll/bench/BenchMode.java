package io.quoll.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a run does, the first word after {@code bench}. */
enum BenchMode {
    PUB("publish messages as fast as the server takes them, or at a --rate"),
    SUB("receive messages that somebody else publishes"),
    PUBSUB("publish and receive in one process, and time each message end to end"),
    REQUEST("send requests and time the replies"),
    REPLY("answer each request with its own payload");

    private final String purpose;

    BenchMode(String purpose) {
        this.purpose = purpose;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String purpose() {
        return purpose;
    }

    boolean publishes() {
        return this == PUB || this == PUBSUB;
    }

    boolean subscribes() {
        return this == SUB || this == PUBSUB || this == REPLY;
    }

    static @Nullable BenchMode of(String word) {
        for (BenchMode mode : values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        return null;
    }
}
