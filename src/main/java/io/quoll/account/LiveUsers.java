package io.quoll.account;

import java.util.function.Function;

/** The users who are connected. Implemented where connections are known; called on any thread. */
public interface LiveUsers {

    /**
     * Judges every user of the account anew, each on its own loop, and soon. Of those who may stay, as many stay as the account
     * may have; the latest to come go first.
     *
     * @param judge called on loops
     */
    void judgeAnew(Account account, Function<User, Rejudgement> judge);
}
