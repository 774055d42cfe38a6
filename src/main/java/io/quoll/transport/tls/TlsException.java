package io.quoll.transport.tls;

import org.jspecify.annotations.Nullable;

/** Connections cannot be secured as asked. The message names the file or the setting and says what is wrong with it. */
public final class TlsException extends RuntimeException {

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
