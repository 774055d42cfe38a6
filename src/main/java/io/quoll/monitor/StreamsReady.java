package io.quoll.monitor;

import io.quoll.jetstream.api.JetStream;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Up while streams take messages, or there are none; down while a disk is full or does not do what it is told. */
@Readiness
@Singleton
public final class StreamsReady implements HealthCheck {

    private final BrokerView broker;

    @Inject
    StreamsReady(BrokerView broker) {
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        String trouble = broker.jetStream().map(JetStream::trouble).orElse(null);
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("streams take messages").status(trouble == null);
        if (trouble != null) {
            answer.withData("trouble", trouble);
        }
        return answer.build();
    }
}
