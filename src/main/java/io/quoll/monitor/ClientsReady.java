package io.quoll.monitor;

import io.quoll.jetstream.api.JetStream;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up while clients can come and streams take what they publish; down as soon as the server is a lame duck. */
@Readiness
@Singleton
public final class ClientsReady implements HealthCheck {

    private final BrokerView broker;

    @Inject
    ClientsReady(BrokerView broker) {
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        boolean lameDuck = broker.connections().isLameDuck();
        boolean recovering = broker.jetStream().flatMap(JetStream::recovering).isPresent();
        return HealthCheckResponse.named("clients can connect")
                .status(broker.isListening() && !lameDuck && !recovering)
                .withData("lame duck", lameDuck)
                .withData("streams recovering", recovering)
                .build();
    }
}
