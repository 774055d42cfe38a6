package io.quoll.testkit;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quoll.config.PropertySource;
import io.quoll.config.Settings;
import io.quoll.config.SettingsLoader;
import io.quoll.server.Broker;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A broker of its own in this process, on a free port of the local address, with Vert.x and nothing of Quarkus. */
public final class TestBroker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CLOSE_SECONDS = 10;

    private final Vertx vertx;
    private final Broker broker;
    private final Path directory;
    private final int loops;

    private TestBroker(Vertx vertx, Broker broker, Path directory, int loops) {
        this.vertx = vertx;
        this.broker = broker;
        this.directory = directory;
        this.loops = loops;
    }

    public static TestBroker start() {
        return start(1, "");
    }

    public static TestBroker start(int loops) {
        return start(loops, "");
    }

    /**
     * @param config lines of a configuration file; where to listen and to keep streams and the number of loops are added
     */
    public static TestBroker start(int loops, String config) {
        Path directory = newDirectory();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setWorkerPoolSize(2));
        Broker broker = new Broker(settings(loops, directory, config), vertx);
        broker.start();
        return new TestBroker(vertx, broker, directory, loops);
    }

    private static Settings settings(int loops, Path directory, String config) {
        String text = "listen: '127.0.0.1:-1'\nevent_loops: " + loops + "\nstore_dir: '" + directory + "'\n" + config;
        return new SettingsLoader(Map.of()).loadText("test.conf", text, Map.of(), PropertySource.of(Map.of()));
    }

    /** Lets the broker follow other lines of configuration than it was started with. */
    public void reload(String config) {
        broker.reload(settings(loops, directory, config));
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("broker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Broker broker() {
        return broker;
    }

    /** Where its streams are. */
    public Path directory() {
        return directory;
    }

    public int port() {
        return broker.port();
    }

    public String url() {
        return "nats://127.0.0.1:" + port();
    }

    /** A client that has read INFO and sent nothing. */
    public RawClient connect() {
        return RawClient.connect(port());
    }

    /** A client that has said CONNECT and seen that the server has taken it. */
    public RawClient connect(String options) {
        RawClient client = connect();
        client.handshake(options);
        return client;
    }

    /** jnats, patient with the answers of streams, too. */
    public Connection client() throws IOException, InterruptedException {
        return Nats.connect(
                Options.builder().server(url()).connectionTimeout(PATIENCE).build());
    }

    /** jnats, as this user; it does not come back by itself. */
    public Connection connect(String user, String password) throws IOException, InterruptedException {
        return Nats.connect(Options.builder()
                .server(url())
                .userInfo(user.toCharArray(), password.toCharArray())
                .noReconnect()
                .build());
    }

    @Override
    public void close() throws Exception {
        broker.stop();
        vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
