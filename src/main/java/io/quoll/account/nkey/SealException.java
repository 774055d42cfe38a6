package io.quoll.account.nkey;

/** Something was not sealed with that key, or not for this one. */
public final class SealException extends Exception {

    private static final long serialVersionUID = 1L;

    SealException(String message) {
        super(message);
    }
}
