package io.quoll.monitor;

import static org.assertj.core.api.Assertions.assertThat;
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

@QuarkusTest
@TestProfile(MonitoredProfile.class)
class BlockedLoopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Broker broker;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void shouldNotBeAliveWhileALoopIsBlocked() throws Exception {
        // given
        CountDownLatch release = new CountDownLatch(1);
        assertThat(status()).isEqualTo(200);

        // when
        broker.connections().loops().get(0).execute(() -> block(release));

        // then
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> status() == 503);
        } finally {
            release.countDown();
        }
        await().atMost(PATIENCE).until(() -> status() == 200);
    }

    private static void block(CountDownLatch release) {
        try {
            release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** 0 where the answer would have come from the loop that is blocked. */
    private int status() throws IOException, InterruptedException {
        URI live = URI.create("http://127.0.0.1:" + RestAssured.port + "/q/health/live");
        HttpRequest request =
                HttpRequest.newBuilder(live).timeout(Duration.ofSeconds(1)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (HttpTimeoutException e) {
            return 0;
        }
    }
}
