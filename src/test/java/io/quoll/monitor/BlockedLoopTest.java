package io.quoll.monitor;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.server.Broker;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Liveness tells of a loop that serves clients and hangs, and of its recovery. */
@QuarkusTest
@TestProfile(MonitoredProfile.class)
class BlockedLoopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(200);

    @Inject
    Broker broker;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void shouldNotBeAliveWhileALoopIsBlocked() {
        // given
        CountDownLatch release = new CountDownLatch(1);
        expectAlive(true);

        // when
        broker.connections().loops().get(0).execute(() -> block(release));

        // then
        try {
            expectAlive(false);
        } finally {
            release.countDown();
        }
        expectAlive(true);
    }

    private static void block(CountDownLatch release) {
        try {
            release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void expectAlive(boolean alive) {
        await().atMost(PATIENCE).pollInterval(INTERVAL).until(() -> isAlive() == alive);
    }

    /** As Kubernetes judges: 503 says no, and so does no answer, which a probe has that comes to the blocked loop itself. */
    private boolean isAlive() throws IOException, InterruptedException {
        URI live = URI.create("http://127.0.0.1:" + RestAssured.port + "/q/health/live");
        HttpRequest request =
                HttpRequest.newBuilder(live).timeout(Duration.ofSeconds(1)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (HttpTimeoutException e) {
            return false;
        }
    }
}
