package io.quoll.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user may publish to and subscribe to. Immutable; shared by all connections of the user and asked on any thread.
 * Does not remember what it was asked: whoever asks often does.
 */
public final class Permissions {

    private final SubjectRules publish;
    private final SubjectRules subscribe;
    private final @Nullable ResponseRules responses;
    private final @Nullable RuleSet mayPublish;
    private final RuleSet mayNotPublish;
    private final @Nullable RuleSet maySubscribe;
    private final RuleSet mayNotSubscribe;

    /**
     * @param responses whether and how answers are allowed beyond {@code publish}; if they are, and {@code publish} allows all
     *     because it says nothing, then nothing else may be published
     * @throws IllegalArgumentException if a rule is no subject; says which
     */
    public Permissions(SubjectRules publish, SubjectRules subscribe, @Nullable ResponseRules responses) {
        this.publish =
                responses != null && publish.allow() == null ? new SubjectRules(List.of(), publish.deny()) : publish;
        this.subscribe = subscribe;
        this.responses = responses;
        this.mayPublish = this.publish.allow() == null ? null : new RuleSet(this.publish.allow(), false);
        this.mayNotPublish = new RuleSet(publish.deny(), false);
        // Of subscriptions an empty list allows all, as it does with nats-server.
        this.maySubscribe =
                subscribe.allow() == null || subscribe.allow().isEmpty() ? null : new RuleSet(subscribe.allow(), true);
        this.mayNotSubscribe = new RuleSet(subscribe.deny(), true);
    }

    public SubjectRules publish() {
        return publish;
    }

    public SubjectRules subscribe() {
        return subscribe;
    }

    /** Whether answers are allowed beyond what may be published; null if they are not. */
    public @Nullable ResponseRules responses() {
        return responses;
    }

    public boolean restrictsPublishing() {
        return !publish.isUnrestricted();
    }

    /** Whether the rules let messages to the subject pass, answers left aside. */
    public boolean mayPublish(byte[] subject) {
        return (mayPublish == null || mayPublish.matches(subject)) && !mayNotPublish.matches(subject);
    }

    /** Whether the rules let a subscription be made. Some of what it matches may be denied still, see {@link #filters}. */
    public boolean maySubscribe(byte[] pattern, byte @Nullable [] queue) {
        return (maySubscribe == null || maySubscribe.covers(pattern, queue))
                && !mayNotSubscribe.touches(pattern, queue);
    }

    /** Whether some of what a subscription matches is denied, so that {@link #mayReceive} must be asked. */
    public boolean filters(byte[] pattern) {
        return mayNotSubscribe.overlaps(pattern);
    }

    /** Whether messages to the subject may reach a subscription that is allowed. */
    public boolean mayReceive(byte[] subject, byte @Nullable [] queue) {
        return !mayNotSubscribe.touches(subject, queue);
    }
}
