package io.quoll.monitor;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
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
        List<String> stuck = heartbeats.stream()
                .filter(heartbeat -> !heartbeat.isAlive(now))
                .map(LoopHeartbeat::name)
                .toList();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("event loops turn")
                .status(stuck.isEmpty())
                .withData("loops", heartbeats.size())
                .withData("alive", heartbeats.size() - stuck.size());
        if (!stuck.isEmpty()) {
            answer.withData("stuck", String.join(", ", stuck));
        }
        return answer.build();
    }
}
