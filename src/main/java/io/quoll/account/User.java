package io.quoll.account;

import org.jspecify.annotations.Nullable;

/**
 * Who came in: the name it is shown by, {@code null} where nobody had to say, the account it belongs to, and what it may do
 * there, {@code null} for everything.
 */
public record User(
        @Nullable String name, Account account, @Nullable Permissions permissions, ClientLimits limits) {

    /** A user who may do everything. */
    public User(@Nullable String name, Account account) {
        this(name, account, null, ClientLimits.NONE);
    }

    public User(@Nullable String name, Account account, @Nullable Permissions permissions) {
        this(name, account, permissions, ClientLimits.NONE);
    }
}
