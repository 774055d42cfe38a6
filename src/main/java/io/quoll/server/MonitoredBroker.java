package io.quoll.server;

import io.quoll.connection.ConnectionRegistry;
import io.quoll.jetstream.api.JetStream;
import io.quoll.monitor.BrokerView;
import io.quoll.monitor.ListenerView;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.config.ConfigProvider;

/** Shows the broker to monitoring, whose resources are made, at build time even, before there can be a broker. */
@Singleton
final class MonitoredBroker implements BrokerView {

    private final Instance<Broker> broker;

    @Inject
    MonitoredBroker(Instance<Broker> broker) {
        this.broker = broker;
    }

    @Override
    public Instant start() {
        return broker.get().identity().start();
    }

    @Override
    public Instant configured() {
        return broker.get().configured();
    }

    @Override
    public List<String> tags() {
        return broker.get().settings().serverTags();
    }

    @Override
    public Map<String, String> metadata() {
        return broker.get().settings().serverMetadata();
    }

    @Override
    public String httpHost() {
        return broker.get().settings().httpHost();
    }

    /** Quarkus writes the real port back where the configured one was 0. */
    @Override
    public int httpPort() {
        return broker.get().settings().httpPort() == 0
                ? 0
                : ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    }

    @Override
    public String httpBasePath() {
        return broker.get().settings().httpBasePath();
    }

    @Override
    public boolean isListening() {
        return broker.get().isListening();
    }

    @Override
    public ListenerView listeners() {
        return broker.get().listeners();
    }

    @Override
    public ConnectionRegistry connections() {
        return broker.get().connections();
    }

    @Override
    public List<Executor> loopsInUse() {
        return broker.get().loopsInUse();
    }

    @Override
    public Optional<JetStream> jetStream() {
        return broker.get().jetStream();
    }
}
