package io.quoll.testkit;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker with streams and an official client of it, for all tests of a class. */
public final class JetStreamBroker implements BeforeAllCallback, AfterAllCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int loops;
    private final String config;
    private @Nullable TestBroker broker;
    private @Nullable Connection client;
    private @Nullable JetStream streams;
    private @Nullable JetStreamManagement management;

    /** @param config the configuration's lines, a {@code jetstream} block among them */
    public JetStreamBroker(int loops, String config) {
        this.loops = loops;
        this.config = config;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        TestBroker started = TestBroker.start(loops, config);
        broker = started;
        Connection connected = Nats.connect(Options.builder()
                .server(started.url())
                .connectionTimeout(PATIENCE)
                .build());
        client = connected;
        streams = connected.jetStream();
        management = connected.jetStreamManagement();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (client != null) {
            client.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    public TestBroker broker() {
        return started(broker);
    }

    public Connection client() {
        return started(client);
    }

    public JetStream streams() {
        return started(streams);
    }

    public JetStreamManagement management() {
        return started(management);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The broker is there from before the first test until after the last.");
        }
        return part;
    }
}
