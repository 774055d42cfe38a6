package io.quoll.account.jwt;

/** A token that is none, or says what it must not. The message holds nothing secret and is for logs, never for clients. */
public final class JwtException extends Exception {

    public JwtException(String message) {
        super(message);
    }
}
