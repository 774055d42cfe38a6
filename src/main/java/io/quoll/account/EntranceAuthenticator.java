package io.quoll.account;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Judges clients by the entrance that they have taken: those over WebSocket by one rule, all others by another. What holds
 * before it is known which one that is, holds if either wants it.
 */
public final class EntranceAuthenticator implements Authenticator {

    private final Authenticator overWebSocket;
    private final Authenticator others;

    public EntranceAuthenticator(Authenticator overWebSocket, Authenticator others) {
        this.overWebSocket = overWebSocket;
        this.others = others;
    }

    private Authenticator judgeOf(Credentials credentials) {
        return credentials.visitor().type() == ConnectionType.WEBSOCKET ? overWebSocket : others;
    }

    @Override
    public boolean isRequired() {
        return overWebSocket.isRequired() || others.isRequired();
    }

    @Override
    public boolean isAnnounced() {
        return overWebSocket.isAnnounced() || others.isAnnounced();
    }

    @Override
    public boolean needsNonce() {
        return overWebSocket.needsNonce() || others.needsNonce();
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return judgeOf(credentials).isSlow(credentials);
    }

    @Override
    public @Nullable User authenticate(Credentials credentials) {
        return judgeOf(credentials).authenticate(credentials);
    }

    @Override
    public CompletableFuture<Optional<User>> judge(Credentials credentials, Executor worker) {
        return judgeOf(credentials).judge(credentials, worker);
    }
}
