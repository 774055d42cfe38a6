package io.quoll.http;

import io.quoll.account.User;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Message;
import io.quoll.router.MessageExchange;
import io.quoll.subject.SubjectPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whoever made a request, let in: what they may do and the way to do it. The one place that judges whether a subject may be
 * published to or subscribed to over HTTP; any thread.
 */
final class Caller {

    /** What only servers publish among themselves, and the replies that only they may ask for. */
    private static final List<String> RESERVED = List.of("$NRG.", "_GR_.", "$GR.");

    private static final List<String> RESERVED_REPLIES = List.of("_R_.", "$JS.ACK.", "_GR_.", "$GR.");

    private final User user;
    private final MessageExchange exchange;

    Caller(User user, MessageExchange exchange) {
        this.user = user;
        this.exchange = exchange;
    }

    User user() {
        return user;
    }

    MessageExchange exchange() {
        return exchange;
    }

    /** Ends the request if the caller may not publish the message. */
    void checkPublish(Message message) {
        Problem refusal = refusalOf(message);
        if (refusal != null) {
            throw refusal.asException();
        }
    }

    /** Why the caller may not publish the message, {@code null} if they may. */
    @Nullable
    Problem refusalOf(Message message) {
        String reply = message.reply();
        if (beginsWithOne(message.subject(), RESERVED)) {
            return forbidden("publish to", message.subject());
        }
        if (reply != null && beginsWithOne(reply, RESERVED_REPLIES)) {
            return forbidden("have replies sent to", reply);
        }
        return null;
    }

    /** Ends the request if the caller may not subscribe to the pattern. */
    void checkSubscribe(SubjectPattern pattern, @Nullable String queue) {
        if ("_sys_".equals(queue)) {
            throw forbidden("subscribe in group '" + queue + "' to", pattern.toString())
                    .asException();
        }
    }

    private static Problem forbidden(String action, String subject) {
        return Problem.of(ProblemType.FORBIDDEN, "you may not " + action + " '" + subject + "'")
                .with("subject", subject);
    }

    private static boolean beginsWithOne(String subject, List<String> prefixes) {
        return prefixes.stream().anyMatch(subject::startsWith);
    }
}
