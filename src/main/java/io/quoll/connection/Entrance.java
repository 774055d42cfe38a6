package io.quoll.connection;

import io.quoll.protocol.ServerInfo;

/**
 * A listener as its clients know it. There is one for each; what INFO says there may change while clients are there. Used by
 * all loops at once.
 */
public final class Entrance {

    /** What is spoken there. */
    public enum Kind {
        NATS("nats", "cid"),
        WEBSOCKET("websocket", "wid");

        private final String text;
        private final String idLabel;

        Kind(String text, String idLabel) {
            this.text = text;
            this.idLabel = idLabel;
        }

        /** What stands before a client's id in log lines. */
        String idLabel() {
            return idLabel;
        }

        /** As {@code /connz} names it. */
        public String text() {
            return text;
        }
    }

    private final Kind kind;
    private final long pingIntervalNanos;
    private volatile ServerInfo serverInfo;

    public Entrance(Kind kind, ServerInfo serverInfo) {
        this(kind, serverInfo, 0);
    }

    /** @param pingIntervalNanos time between two pings to a client, 0 for that of all clients */
    public Entrance(Kind kind, ServerInfo serverInfo, long pingIntervalNanos) {
        this.kind = kind;
        this.serverInfo = serverInfo;
        this.pingIntervalNanos = pingIntervalNanos;
    }

    public Kind kind() {
        return kind;
    }

    long pingIntervalNanos(ConnectionSettings settings) {
        return pingIntervalNanos == 0 ? settings.pingIntervalNanos() : pingIntervalNanos;
    }

    public ServerInfo serverInfo() {
        return serverInfo;
    }

    /** What INFO says from now on. */
    public void serverInfo(ServerInfo info) {
        this.serverInfo = info;
    }
}
