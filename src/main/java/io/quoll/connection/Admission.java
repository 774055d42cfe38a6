package io.quoll.connection;

import io.quoll.account.ClientCertificate;
import io.quoll.account.ConnectionType;
import io.quoll.account.Credentials;
import io.quoll.account.TokenProof;
import io.quoll.account.User;
import io.quoll.account.Visitor;
import io.quoll.protocol.ConnectOptions;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one client comes in, and for how long: what it is given to sign, what it offers, and when what it proved ends. Lives on
 * the client's loop.
 */
final class Admission {

    /** Whoever may stay longer than that is looked at again then. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final long clientId;
    private final Arrival arrival;
    private final @Nullable String nonce;
    private boolean ends;
    private long endNanos;

    /**
     * @param nonce another one for each client, so that no signature serves twice; {@code null} where none is asked for
     */
    Admission(long clientId, Arrival arrival, @Nullable String nonce) {
        this.clientId = clientId;
        this.arrival = arrival;
        this.nonce = nonce;
    }

    ConnectionType type() {
        return switch (arrival.entrance().kind()) {
            case NATS -> ConnectionType.STANDARD;
            case WEBSOCKET -> ConnectionType.WEBSOCKET;
        };
    }

    @Nullable
    String nonce() {
        return nonce;
    }

    Credentials credentials(ConnectOptions offered, @Nullable ClientCertificate certificate) {
        Visitor visitor = new Visitor(
                clientId,
                arrival.ip(),
                type(),
                nonce,
                offered.name(),
                offered.language(),
                offered.version(),
                offered.protocol());
        return arrival.cookies().credentials(offered, certificate, visitor);
    }

    /** The user comes in and may stay as long as its proof holds. */
    void begin(User user, Instant now, long nowNanos) {
        TokenProof proof = user.proof();
        ends = proof != null && proof.validUntil().isBefore(now.plus(LONGEST));
        endNanos = ends && proof != null
                ? nowNanos + Duration.between(now, proof.validUntil()).toNanos()
                : 0;
    }

    boolean isOver(long nowNanos) {
        return ends && nowNanos - endNanos >= 0;
    }
}
