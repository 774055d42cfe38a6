package io.quoll.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a user may publish to, subscribe to and answer to. */
public record PermissionSettings(
        SubjectLists publish,
        SubjectLists subscribe,
        @Nullable Responses responses) {

    /**
     * That answers are allowed.
     *
     * @param max how many to one message, -1 for any number
     * @param expires how long after the message; negative for any time
     */
    public record Responses(int max, Duration expires) {}
}
