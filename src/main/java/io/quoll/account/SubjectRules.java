package io.quoll.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which subjects may be used one way, to publish or to subscribe: those allowed, less those denied. For subscriptions a rule
 * may name a queue group behind a blank. Immutable.
 *
 * @param allow patterns; {@code null} allows all. An empty list allows no publishing but, as with nats-server, all
 *     subscriptions
 * @param deny patterns
 */
public record SubjectRules(@Nullable List<String> allow, List<String> deny) {

    /** Everything may be used. */
    public static final SubjectRules ALL = new SubjectRules(null, List.of());

    public SubjectRules {
        allow = allow == null ? null : List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    public boolean isUnrestricted() {
        return allow == null && deny.isEmpty();
    }
}
