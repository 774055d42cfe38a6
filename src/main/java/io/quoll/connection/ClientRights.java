package io.quoll.connection;

import io.quoll.account.ClientLimits;
import io.quoll.account.Permissions;
import io.quoll.account.ResponseRules;
import io.quoll.account.SubjectMappings;
import io.quoll.account.User;
import io.quoll.message.Publication;
import org.jspecify.annotations.Nullable;

/**
 * What one client may do, of all that its user, its account and the server say. Made anew whenever one of them says something
 * else. Lives on the client's loop; {@link #expectResponse} is called by publishers on any.
 */
final class ClientRights {

    /** Whether a message may be published. */
    enum Verdict {
        /** Yes, and so may all others to the subject. */
        ALLOWED,
        /** Yes, but the next one to the subject has to be judged again. */
        ALLOWED_ONCE,
        DENIED
    }

    private final @Nullable Permissions permissions;
    private final @Nullable SubjectVerdicts verdicts;
    private final @Nullable ResponseAllowances responses;
    private final @Nullable SubjectMappings mappings;
    private final ClientLimits limits;

    ClientRights(User user, ConnectionSettings settings) {
        this.permissions = user.permissions();
        this.verdicts =
                permissions != null && permissions.restrictsPublishing() ? new SubjectVerdicts(permissions) : null;
        ResponseRules rules = permissions == null ? null : permissions.responses();
        this.responses = rules == null ? null : new ResponseAllowances(rules);
        this.mappings = user.account().mappings();
        int maxSubscriptions = settings.maxSubscriptions() > 0 ? settings.maxSubscriptions() : -1;
        this.limits = user.limits()
                .and(user.account().limits().ofEachClient())
                .and(new ClientLimits(maxSubscriptions, settings.maxPayloadBytes()));
    }

    /** The most subscriptions; negative for no limit. */
    int maxSubscriptions() {
        return limits.maxSubscriptions();
    }

    int maxPayloadBytes() {
        return limits.maxPayloadBytes();
    }

    /** Whether each publication to a subject not just used must be judged. */
    boolean restrictsPublishing() {
        return verdicts != null;
    }

    /** Where messages go that this client publishes; null if they go where they are sent. */
    @Nullable
    SubjectMappings mappings() {
        return mappings;
    }

    Verdict judge(Publication message, long nowNanos) {
        if (verdicts == null || verdicts.mayPublish(message)) {
            return Verdict.ALLOWED;
        }
        return responses != null && responses.claim(message.copySubject(), nowNanos)
                ? Verdict.ALLOWED_ONCE
                : Verdict.DENIED;
    }

    boolean maySubscribe(byte[] pattern, byte @Nullable [] queue) {
        return permissions == null || permissions.maySubscribe(pattern, queue);
    }

    /** What judges each subject that reaches a subscription; null if all of them may. */
    @Nullable
    Permissions filterOf(byte[] pattern) {
        return permissions != null && permissions.filters(pattern) ? permissions : null;
    }

    /** Whether the client may answer what it receives, so that {@link #expectResponse} must be told. */
    boolean allowsResponses() {
        return responses != null;
    }

    /** The client is about to receive a message. */
    void expectResponse(Publication message, long nowNanos) {
        if (responses != null && message.replyLength() > 0) {
            responses.allow(message.copyReply(), nowNanos);
        }
    }
}
