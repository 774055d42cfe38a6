package io.quoll.monitor;

import io.quoll.connection.CloseReason;
import io.quoll.connection.ConnectionSnapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** How {@code /connz} can sort; equals come in the order of their ids. Counts and times of silence begin with the most. */
@SuppressWarnings("ImmutableEnumChecker") // the comparators hold no state
enum ConnectionOrder {
    CID("cid", of(ConnectionSnapshot::clientId)),
    START("start", of(ConnectionSnapshot::clientId)),
    SUBS("subs", mostFirst(ConnectionSnapshot::subscriptions)),
    PENDING("pending", mostFirst(ConnectionSnapshot::pendingBytes)),
    MSGS_TO("msgs_to", mostFirst(ConnectionSnapshot::outMessages)),
    MSGS_FROM("msgs_from", mostFirst(ConnectionSnapshot::inMessages)),
    BYTES_TO("bytes_to", mostFirst(ConnectionSnapshot::outBytes)),
    BYTES_FROM("bytes_from", mostFirst(ConnectionSnapshot::inBytes)),
    LAST("last", latestFirst(ConnectionSnapshot::lastActivity)),
    IDLE("idle", Comparator.comparing(ShownConnection::idle).reversed()),
    UPTIME("uptime", Comparator.comparing(ShownConnection::uptime)),
    STOP("stop", latestFirst(ConnectionOrder::stop)),
    REASON("reason", Comparator.comparing(shown -> reason(shown.snapshot()))),
    RTT("rtt", mostFirst(ConnectionSnapshot::rttNanos));

    private final String key;
    private final Comparator<ShownConnection> comparator;

    ConnectionOrder(String key, Comparator<ShownConnection> comparator) {
        this.key = key;
        this.comparator = comparator.thenComparingLong(shown -> shown.snapshot().clientId());
    }

    /** The order of this name, that of ids for none. */
    static ConnectionOrder of(String key) {
        for (ConnectionOrder order : values()) {
            if (order.key.equals(key.isEmpty() ? CID.key : key)) {
                return order;
            }
        }
        throw Query.bad("invalid sorting option: " + key);
    }

    /** Whether only connections that have ended can be sorted so. */
    boolean isOfEnded() {
        return this == STOP || this == REASON;
    }

    String key() {
        return key;
    }

    Comparator<ShownConnection> comparator() {
        return comparator;
    }

    private static Comparator<ShownConnection> of(ToLongFunction<ConnectionSnapshot> count) {
        return Comparator.comparingLong(shown -> count.applyAsLong(shown.snapshot()));
    }

    private static Comparator<ShownConnection> mostFirst(ToLongFunction<ConnectionSnapshot> count) {
        return of(count).reversed();
    }

    private static Comparator<ShownConnection> latestFirst(Function<ConnectionSnapshot, Instant> time) {
        return Comparator.comparing((ShownConnection shown) -> time.apply(shown.snapshot()))
                .reversed();
    }

    private static Instant stop(ConnectionSnapshot snapshot) {
        Instant stop = snapshot.stop();
        return stop == null ? Instant.MAX : stop;
    }

    private static String reason(ConnectionSnapshot snapshot) {
        @Nullable CloseReason reason = snapshot.reason();
        return reason == null ? "" : reason.text();
    }
}
