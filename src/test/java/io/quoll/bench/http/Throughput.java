package io.quoll.bench.http;

import java.util.Locale;

/** What a run cost, from its beginning on. */
final class Throughput {

    private final ServerProcess server;
    private final long beganNanos = System.nanoTime();
    private final long cpuBefore;
    private final long countBefore;

    Throughput(ServerProcess server, long countBefore) {
        this.server = server;
        this.cpuBefore = server.cpuNanos();
        this.countBefore = countBefore;
    }

    String until(long count) {
        long messages = count - countBefore;
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        double cpu = (server.cpuNanos() - cpuBefore) / 1e9;
        return String.format(
                Locale.ROOT,
                "%,d messages in %.2f s: %,.0f a second, %.3f µs of the server's CPU each, %,.0f a second and core",
                messages,
                seconds,
                messages / seconds,
                cpu * 1e6 / messages,
                cpu == 0 ? 0 : messages / cpu);
    }
}
