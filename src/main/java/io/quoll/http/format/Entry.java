package io.quoll.http.format;

import io.quoll.http.problem.Problem;
import io.quoll.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * One message out of a streaming publish, or why it is none.
 *
 * @param isLast whether nothing behind it can be understood either
 */
public record Entry(@Nullable Message message, @Nullable Problem problem, boolean isLast) {

    static Entry of(Message message) {
        return new Entry(message, null, false);
    }

    static Entry refused(Problem problem) {
        return new Entry(null, problem, false);
    }

    static Entry unreadable(Problem problem) {
        return new Entry(null, problem, true);
    }
}
