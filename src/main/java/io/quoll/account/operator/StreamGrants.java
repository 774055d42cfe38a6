package io.quoll.account.operator;

import io.quoll.account.Account;
import io.quoll.account.jwt.StreamTerms;

/**
 * Is told what accounts may keep in streams, whenever their operators say so. Implemented where streams are known; called by one
 * thread at a time, never a loop.
 */
public interface StreamGrants {

    /** There are no streams. */
    StreamGrants NONE = (account, terms) -> {};

    /** From now on the account may keep so much; it may be what it was. */
    void grant(Account account, StreamTerms terms);
}
