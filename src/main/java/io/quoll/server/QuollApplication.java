package io.quoll.server;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.ConfigProvider;

/** The program: judges the command line before anything heavy is loaded, then runs the broker until it is told to stop. */
@QuarkusMain
public final class QuollApplication implements QuarkusApplication {

    public static void main(String... args) {
        OptionalInt exitCode = CommandLineProgram.run(args);
        if (exitCode.isPresent()) {
            System.exit(exitCode.getAsInt());
        }
        Signals.onInterrupt(Departure::leave);
        Signals.onTerminate(Departure::leaveUnlessLeaving);
        Quarkus.run(QuollApplication.class, args);
    }

    private final Broker broker;

    @Inject
    QuollApplication(Broker broker) {
        this.broker = broker;
    }

    /** Everything listens by now. */
    @Override
    public int run(String... args) {
        Departure.takeLeave();
        broker.settings().portsFileDir().ifPresent(this::writePorts);
        Quarkus.waitForExit();
        return 0;
    }

    private void writePorts(Path directory) {
        boolean monitored = broker.settings().httpPort() != 0;
        // Quarkus writes the real port back where the configured one was 0.
        int httpPort = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        RuntimeFiles.writePorts(
                directory,
                List.of("nats://" + reachable(broker.settings().host()) + ":" + broker.port()),
                webSocketUrls(),
                monitored ? List.of("http://" + reachable(broker.settings().httpHost()) + ":" + httpPort) : List.of());
    }

    private List<String> webSocketUrls() {
        return broker
                .settings()
                .webSocket()
                .map(over -> (over.tls().isPresent() ? "wss://" : "ws://")
                        + reachable(over.host().orElse(broker.settings().host())) + ":" + broker.webSocketPort())
                .stream()
                .toList();
    }

    /** The address under which a listener on all interfaces is reached from this machine. */
    private static String reachable(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }
}
