package io.quoll.monitor;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each endpoint was asked, well or badly. As many counts as there are endpoints; any thread. */
@Singleton
final class RequestCounts {

    private final Map<Endpoint, LongAdder> counts = new EnumMap<>(Endpoint.class);

    RequestCounts() {
        for (Endpoint endpoint : Endpoint.values()) {
            counts.put(endpoint, new LongAdder());
        }
    }

    void count(Endpoint endpoint) {
        adder(endpoint).increment();
    }

    long of(Endpoint endpoint) {
        return adder(endpoint).sum();
    }

    private LongAdder adder(Endpoint endpoint) {
        return Objects.requireNonNull(counts.get(endpoint));
    }
}
