package io.quoll.monitor;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when a loop that serves clients has not turned for seconds, of which only a restart frees it. */
@Liveness
@Singleton
public final class LoopsLive implements HealthCheck {

    private final BrokerView broker;
    private List<LoopHeartbeat> heartbeats = List.of();

    @Inject
    LoopsLive(BrokerView broker) {
        this.broker = broker;
    }

    @Override
    public synchronized HealthCheckResponse call() {
        if (heartbeats.isEmpty()) {
            heartbeats = broker.connections().loops().stream()
                    .map(LoopHeartbeat::new)
                    .toList();
        }
        long now = System.nanoTime();
        long alive =
                heartbeats.stream().filter(heartbeat -> heartbeat.isAlive(now)).count();
        return HealthCheckResponse.named("event loops turn")
                .status(alive == heartbeats.size())
                .withData("loops", heartbeats.size())
                .withData("alive", alive)
                .build();
    }
}
