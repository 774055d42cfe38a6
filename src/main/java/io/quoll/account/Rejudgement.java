package io.quoll.account;

import org.jspecify.annotations.Nullable;

/**
 * What comes of judging a connected user anew.
 *
 * @param dismissal why the user must go; {@code null} if it may stay
 * @param user who it is from now on
 */
public record Rejudgement(@Nullable Dismissal dismissal, User user) {

    public static Rejudgement stay(User user) {
        return new Rejudgement(null, user);
    }

    public static Rejudgement go(Dismissal dismissal, User user) {
        return new Rejudgement(dismissal, user);
    }

    /** The same if the user must go; otherwise it must go for that reason. */
    public Rejudgement orElse(Dismissal reason) {
        return dismissal == null ? go(reason, user) : this;
    }
}
