package io.quoll.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.server.Broker;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Liveness tells of a loop that hangs, and of its recovery. */
@QuarkusTest
@TestProfile(MonitoredProfile.class)
class BlockedLoopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final int SOME = 4;

    /** So many that every loop has some of them. */
    private static final int CONNECTIONS = 64;

    @Inject
    Broker broker;

    @Inject
    Vertx vertx;

    /** Nobody could be asked. */
    private static final Answer NONE = new Answer(0, "");

    private record Answer(int status, String body) {}

    /** A loop that does nothing more until this is closed. */
    private record StuckLoop(String name, CountDownLatch release) implements AutoCloseable {

        static StuckLoop of(Executor loop) {
            CountDownLatch release = new CountDownLatch(1);
            StuckLoop stuck = new StuckLoop(nameOf(loop), release);
            loop.execute(stuck::block);
            return stuck;
        }

        private void block() {
            try {
                release.await(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            release.countDown();
        }
    }

    private static String nameOf(Executor loop) {
        return CompletableFuture.supplyAsync(() -> Thread.currentThread().getName(), loop)
                .join();
    }

    @Test
    void shouldNotBeAliveWhileALoopOfClientsIsStuck() {
        // given
        Executor loop = broker.connections().loops().get(0);
        awaitAlive();

        // when
        try (StuckLoop stuck = StuckLoop.of(loop)) {

            // then
            awaitNotAlive(stuck);
        }
        awaitAlive();
    }

    @Test
    void shouldNotBeAliveWhileALoopThatServesHttpOnlyIsStuck() throws Exception {
        // given
        Set<EventExecutor> loops = loopsWithoutClients();
        assertThat(loops).isNotEmpty();
        List<Socket> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(new Socket(InetAddress.getLoopbackAddress(), RestAssured.port));
        }
        await().atMost(PATIENCE).until(() -> loops.stream().anyMatch(BlockedLoopTest::isInUse));
        Executor loop =
                loops.stream().filter(BlockedLoopTest::isInUse).findFirst().orElseThrow();
        awaitAlive();

        // when
        try (StuckLoop stuck = StuckLoop.of(loop)) {

            // then
            awaitNotAlive(stuck);
        }
        for (Socket connection : connections) {
            connection.close();
        }
        awaitAlive();
    }

    /** Vert.x has more loops than clients are served by, and HTTP is served by all of them. */
    private Set<EventExecutor> loopsWithoutClients() {
        Set<String> ofClients = broker.connections().loops().stream()
                .map(BlockedLoopTest::nameOf)
                .collect(Collectors.toSet());
        Set<EventExecutor> others = new LinkedHashSet<>();
        for (EventExecutor loop : ((VertxInternal) vertx).getEventLoopGroup()) {
            if (!ofClients.contains(nameOf(loop))) {
                others.add(loop);
            }
        }
        return others;
    }

    private static boolean isInUse(EventExecutor loop) {
        return ((SingleThreadEventLoop) loop).registeredChannels() > 0;
    }

    private void awaitAlive() {
        await().atMost(PATIENCE).pollInterval(INTERVAL).until(() -> probe().status() == 200);
    }

    private void awaitNotAlive(StuckLoop stuck) {
        await().atMost(PATIENCE).pollInterval(INTERVAL).untilAsserted(() -> {
            Answer answer = probe();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("\"stuck\": \"" + stuck.name() + "\"");
        });
        assertThat(Stream.generate(this::probe).limit(SOME)).noneMatch(answer -> answer.status() == 200);
    }

    /**
     * As Kubernetes probes, over a connection of its own each time: 503 says no, and so does no answer, which a probe has that
     * comes to the blocked loop itself.
     */
    private Answer probe() {
        URI live = URI.create("http://127.0.0.1:" + RestAssured.port + "/q/health/live");
        HttpRequest request =
                HttpRequest.newBuilder(live).timeout(Duration.ofSeconds(1)).build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NONE;
        }
    }
}
