package io.quoll.monitor;

import io.quoll.connection.ClientConnection;
import io.quoll.connection.ConnectionSnapshot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection at the moment of asking, with how long it has been there and silent; of one that has ended, how long it was.
 *
 * @param open the connection itself while it is open
 */
record ShownConnection(
        ConnectionSnapshot snapshot, @Nullable ClientConnection open, Duration uptime, Duration idle) {

    static ShownConnection of(ClientConnection connection, Instant now) {
        return at(now, connection.snapshot(), connection);
    }

    static ShownConnection ended(ConnectionSnapshot snapshot) {
        Instant stop = snapshot.stop();
        return at(stop == null ? snapshot.lastActivity() : stop, snapshot, null);
    }

    private static ShownConnection at(Instant moment, ConnectionSnapshot snapshot, @Nullable ClientConnection open) {
        return new ShownConnection(
                snapshot, open, between(snapshot.start(), moment), between(snapshot.lastActivity(), moment));
    }

    /** Never negative, though the two were read one after the other. */
    private static Duration between(Instant from, Instant to) {
        Duration duration = Duration.between(from, to);
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
