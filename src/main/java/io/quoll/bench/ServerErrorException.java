package io.quoll.bench;

import java.io.IOException;
import java.util.Locale;

/** The server sent -ERR. The message is its text without the quotes. */
final class ServerErrorException extends IOException {

    private static final long serialVersionUID = 1L;

    ServerErrorException(String argument) {
        super(argument.replaceAll("^'|'$", ""));
    }

    boolean isAuthorizationViolation() {
        String message = getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains("authorization violation");
    }
}
