package io.quoll.account;

import org.jspecify.annotations.Nullable;

/**
 * Who stands at the door, proof left aside.
 *
 * @param nonce what it was given to sign; {@code null} where nothing was
 */
public record Visitor(
        long clientId,
        String ip,
        ConnectionType type,
        @Nullable String nonce,
        @Nullable String name,
        @Nullable String language,
        @Nullable String version,
        int protocol) {

    /** One of whom nothing is known. */
    public static final Visitor UNKNOWN = new Visitor(0, "", ConnectionType.STANDARD, null, null, null, null, 0);
}
