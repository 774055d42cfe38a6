package io.quoll.server;

/** The running server cannot follow the new settings; it goes on with those it had. */
public final class ReloadException extends RuntimeException {

    ReloadException(String message) {
        super(message);
    }
}
