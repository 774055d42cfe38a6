package io.quoll.http;

import io.quoll.account.Permissions;
import io.quoll.account.SubjectMappings;
import io.quoll.account.User;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Message;
import io.quoll.router.MessageExchange;
import io.quoll.subject.SubjectPattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whoever made a request, let in: what they may do and the way to do it. The one place that judges whether a subject may be
 * published to or subscribed to over HTTP, by the permissions and mappings that hold on TCP; any thread.
 */
public final class Caller {

    /** What only servers publish among themselves, and the replies that only they may ask for. */
    private static final List<String> RESERVED = List.of("$NRG.", "_GR_.", "$GR.");

    private static final List<String> RESERVED_REPLIES = List.of("_R_.", "$JS.ACK.", "_GR_.", "$GR.");

    private final User user;
    private final MessageExchange exchange;

    Caller(User user, MessageExchange exchange) {
        this.user = user;
        this.exchange = exchange;
    }

    public User user() {
        return user;
    }

    public MessageExchange exchange() {
        return exchange;
    }

    /**
     * The message where the account's mappings send it.
     *
     * @throws ProblemException if the caller may not publish it
     */
    public Message publishable(Message message) {
        String reply = message.reply();
        Message mapped = mapped(message);
        Permissions permissions = user.permissions();
        boolean permitted =
                permissions == null || permissions.mayPublish(mapped.subject().getBytes(StandardCharsets.UTF_8));
        if (!permitted || beginsWithOne(mapped.subject(), RESERVED)) {
            throw forbidden("publish to", mapped.subject());
        }
        if (reply != null && beginsWithOne(reply, RESERVED_REPLIES)) {
            throw forbidden("have replies sent to", reply);
        }
        int most = user.limits().maxPayloadBytes();
        if (most >= 0 && message.payload().length + message.headers().toBytes().length > most) {
            throw Problem.of(ProblemType.PAYLOAD_TOO_LARGE, "you may publish " + most + " bytes at most")
                    .asException();
        }
        return mapped;
    }

    private Message mapped(Message message) {
        SubjectMappings mappings = user.account().mappings();
        if (mappings == null) {
            return message;
        }
        byte[] subject = message.subject().getBytes(StandardCharsets.UTF_8);
        byte[] target = mappings.map(subject);
        if (target == subject) {
            return message;
        }
        if (target.length == 0) {
            throw Problem.of(ProblemType.NO_RECEIVERS, "the account's mapping of the subject loses this message")
                    .asException();
        }
        return new Message(
                new String(target, StandardCharsets.UTF_8), message.reply(), message.headers(), message.payload());
    }

    /**
     * @throws ProblemException if the caller may not subscribe to the pattern
     */
    void checkSubscribe(SubjectPattern pattern, @Nullable String queue) {
        Permissions permissions = user.permissions();
        byte[] group = queue == null ? null : queue.getBytes(StandardCharsets.UTF_8);
        if ("_sys_".equals(queue) || permissions != null && !permissions.maySubscribe(pattern.bytes(), group)) {
            throw forbidden(
                    "subscribe " + (queue == null ? "" : "in group '" + queue + "' ") + "to", pattern.toString());
        }
    }

    /** Which subjects the caller may receive of patterns that are permitted, {@code null} for all. */
    @Nullable
    Predicate<byte[]> filter(List<SubjectPattern> patterns, @Nullable String queue) {
        Permissions permissions = user.permissions();
        byte[] group = queue == null ? null : queue.getBytes(StandardCharsets.UTF_8);
        return permissions != null && patterns.stream().anyMatch(p -> permissions.filters(p.bytes()))
                ? subject -> permissions.mayReceive(subject, group)
                : null;
    }

    private static ProblemException forbidden(String action, String subject) {
        return Problem.of(ProblemType.FORBIDDEN, "you may not " + action + " '" + subject + "'")
                .with("subject", subject)
                .asException();
    }

    private static boolean beginsWithOne(String subject, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (subject.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
