package io.quoll.bench;

import java.util.List;

/** What went one way in a run, over all connections. */
record Direction(String name, int connections, long messages, long bytes, long nanos) {

    static Direction of(String name, List<? extends Worker> workers) {
        long messages = 0;
        long bytes = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Worker worker : workers) {
            Meter meter = worker.meter();
            messages += meter.messages();
            bytes += meter.bytes();
            if (meter.startedAt() != 0) {
                first = Math.min(first, meter.startedAt());
                last = Math.max(last, meter.endedAt());
            }
        }
        return new Direction(name, workers.size(), messages, bytes, first > last ? 0 : last - first);
    }

    double seconds() {
        return nanos / 1e9;
    }

    /** 0 when everything came in one read and no rate can be told. */
    double messagesPerSecond() {
        return nanos == 0 ? 0 : messages / seconds();
    }

    double bytesPerSecond() {
        return nanos == 0 ? 0 : bytes / seconds();
    }
}
