package io.quoll.monitor;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** Down when a loop that serves clients or HTTP has not turned for seconds, of which only a restart frees it. */
@Liveness
@Singleton
public final class LoopsLive implements HealthCheck {

    private final BrokerView broker;
    /** As many as there are loops. */
    private final Map<Executor, LoopHeartbeat> heartbeats = new LinkedHashMap<>();

    @Inject
    LoopsLive(BrokerView broker) {
        this.broker = broker;
    }

    @Override
    public synchronized HealthCheckResponse call() {
        broker.loopsInUse().forEach(loop -> heartbeats.computeIfAbsent(loop, LoopHeartbeat::new));
        long now = System.nanoTime();
        List<String> stuck = heartbeats.values().stream()
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
