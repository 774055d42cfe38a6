package io.quoll.account;

import org.jspecify.annotations.Nullable;

/** Judges who may come in. Used by all loops at once. */
public interface Authenticator {

    /** Whether a client must prove who it is before it does anything else. */
    boolean isRequired();

    /** Whether INFO asks for it, even where a client may do without. */
    default boolean isAnnounced() {
        return isRequired();
    }

    /** Whether judging these takes long (a bcrypt hash takes milliseconds) and so must not happen on a loop. */
    boolean isSlow(Credentials credentials);

    /** Who a client is that has not said anything; {@code null} where it must. */
    default @Nullable User withoutCredentials() {
        return null;
    }

    /**
     * @return {@code null} if the credentials are refused
     */
    @Nullable
    User authenticate(Credentials credentials);
}
