package io.quoll.connection;

import io.quoll.account.ConnectionType;
import io.quoll.account.TokenProof;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A client as it was at one moment, for showing. */
public record ConnectionSnapshot(
        long clientId,
        Entrance.Kind kind,
        String ip,
        int port,
        @Nullable String name,
        @Nullable String language,
        @Nullable String version,
        @Nullable Encryption encryption,
        @Nullable String user,
        String account,
        ConnectionType type,
        @Nullable TokenProof proof,
        Instant start,
        Instant lastActivity,
        @Nullable Instant stop,
        @Nullable CloseReason reason,
        long rttNanos,
        long pendingBytes,
        long inMessages,
        long outMessages,
        long inBytes,
        long outBytes,
        long stalls,
        int subscriptions) {}
