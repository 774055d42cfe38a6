package io.quoll.monitor;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once the server listens for clients, and from then on. */
@Startup
@Singleton
public final class ListenerStarted implements HealthCheck {

    private final BrokerView broker;

    @Inject
    ListenerStarted(BrokerView broker) {
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("listener started")
                .status(broker.isListening() || broker.connections().isLameDuck())
                .build();
    }
}
