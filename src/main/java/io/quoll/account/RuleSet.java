package io.quoll.account;

import io.quoll.subject.SubjectSyntax;
import io.quoll.subject.SubjectTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One list of {@link SubjectRules}, ready to be asked. Never changed after it was made, so any thread may ask. */
final class RuleSet {

    private final SubjectTree<QueueRule> tree = new SubjectTree<>();
    private final List<QueueRule> rules = new ArrayList<>();

    RuleSet(List<String> texts, boolean queueAllowed) {
        for (String text : texts) {
            QueueRule rule = QueueRule.of(text, queueAllowed);
            rules.add(rule);
            tree.add(rule.pattern().bytes(), rule);
        }
    }

    boolean matches(byte[] subject) {
        return tree.hasMatch(subject);
    }

    /**
     * Whether it is about the subject, a literal or a pattern all of which must be covered. Rules for queue groups that match
     * decide about a member of one, whatever the other rules say.
     */
    boolean covers(byte[] subject, byte @Nullable [] queue) {
        List<QueueRule> found = matchesOf(subject);
        found.removeIf(rule -> !SubjectSyntax.covers(rule.pattern().bytes(), subject));
        boolean forGroups = found.stream().anyMatch(rule -> rule.queue() != null);
        if (queue != null && forGroups) {
            return found.stream().anyMatch(rule -> rule.isAbout(queue));
        }
        return found.stream().anyMatch(rule -> rule.queue() == null);
    }

    /** Whether a rule matches that is for all, or for groups of this name. Of a pattern, a part is enough that looks so. */
    boolean touches(byte[] subject, byte @Nullable [] queue) {
        return matchesOf(subject).stream()
                .anyMatch(rule -> rule.queue() == null || (queue != null && rule.isAbout(queue)));
    }

    /** Whether some subject that matches the pattern is one of a rule's. */
    boolean overlaps(byte[] pattern) {
        return rules.stream()
                .anyMatch(rule -> SubjectSyntax.overlaps(rule.pattern().bytes(), pattern));
    }

    private List<QueueRule> matchesOf(byte[] subject) {
        List<QueueRule> found = new ArrayList<>();
        tree.match(subject, found::add);
        return found;
    }
}
