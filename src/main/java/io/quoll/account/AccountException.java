package io.quoll.account;

/** What was said of an account cannot be. The message names the account and says in one sentence why. */
public final class AccountException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AccountException(String account, String sentence) {
        super("account " + account + ": " + sentence);
    }
}
