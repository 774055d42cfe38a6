package io.quoll.account;

import org.jspecify.annotations.Nullable;

/** Who came in: the name it is shown by, {@code null} where nobody had to say, and the account it belongs to. */
public record User(@Nullable String name, Account account) {}
