package io.quoll.account;

/** Why a user who was let in must go. */
public enum Dismissal {
    USER_EXPIRED,
    USER_REVOKED,
    ACCOUNT_EXPIRED,
    /** The account may have fewer clients than it has. */
    ACCOUNT_FULL,
    /** Whoever signed for the user, or the way it came in, is trusted no more. */
    UNTRUSTED
}
