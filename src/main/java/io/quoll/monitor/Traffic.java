package io.quoll.monitor;

import io.quoll.connection.ConnectionLoop;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.connection.LoopCounters;

/** What went through all loops since the start. Never goes back, whoever leaves. */
record Traffic(
        long inMessages,
        long inBytes,
        long outMessages,
        long outBytes,
        long slowConsumers,
        long staleConnections,
        long stalls) {

    private static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0);

    static Traffic of(ConnectionRegistry connections) {
        Traffic sum = NONE;
        for (ConnectionLoop loop : connections.loops()) {
            sum = sum.plus(loop.counters());
        }
        return sum;
    }

    private Traffic plus(LoopCounters counters) {
        return new Traffic(
                inMessages + counters.inMessages(),
                inBytes + counters.inBytes(),
                outMessages + counters.outMessages(),
                outBytes + counters.outBytes(),
                slowConsumers + counters.slowConsumers(),
                staleConnections + counters.staleConnections(),
                stalls + counters.stalls());
    }
}
